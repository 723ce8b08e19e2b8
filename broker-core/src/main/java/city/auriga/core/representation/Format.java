package city.auriga.core.representation;

/** How an Entity is written (4.5.4 to 4.5.6, 4.5.17). */
public enum Format {
    NORMALIZED,
    CONCISE,
    SIMPLIFIED
}
