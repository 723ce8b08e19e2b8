package city.auriga.iot.mapping;

/**
 * What is known of a device beside its values.
 *
 * @param keepsMeasure whether its last measure can be seen as it came
 */
public record Watch(boolean keepsMeasure) {
    public static final Watch USUAL = new Watch(false);
}
