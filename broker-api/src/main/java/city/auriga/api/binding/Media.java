package city.auriga.api.binding;

/** The media types of the standard (6.3.4). */
public enum Media {
    JSON("application/json"),
    LD_JSON("application/ld+json"),
    GEO_JSON("application/geo+json");

    private final String type;

    Media(String type) {
        this.type = type;
    }

    public String type() {
        return type;
    }
}
