package city.auriga.iot.mapping;

/**
 * How many readings a second are taken.
 *
 * @param device of it; 0 for no limit, -1 if nobody has declared one
 * @param group of all devices of its group together; 0 for no limit
 */
public record Rates(int device, int group) {
    public static final Rates UNLIMITED = new Rates(0, 0);
}
