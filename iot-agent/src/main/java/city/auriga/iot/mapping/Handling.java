package city.auriga.iot.mapping;

import org.jspecify.annotations.Nullable;

/**
 * What an attribute has otherwise than the others of its device.
 *
 * @param axes of its positions; null for those of the device
 * @param byNull whether a null takes it away; null for what the device says
 */
public record Handling(@Nullable Axes axes, @Nullable Boolean byNull) {
    public static final Handling USUAL = new Handling(null, null);

    /** The conventions of the device, but for what is said here. */
    Conventions of(Conventions device) {
        return axes == null ? device : device.with(axes);
    }

    boolean removesByNull(Conventions device) {
        return byNull == null ? device.removesByNull() : byNull;
    }
}
