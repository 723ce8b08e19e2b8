package city.auriga.core.representation;

import org.jspecify.annotations.Nullable;

/**
 * What a fragment says about one member: nothing, remove it, or put a value in its place (5.5.4,
 * 5.5.8).
 *
 * @param <T> type of the member
 */
public sealed interface Change<T> {
    /** The member is absent from the fragment. */
    record Keep<T>() implements Change<T> {
        private static final Keep<Object> INSTANCE = new Keep<>();
    }

    /** The member is the NGSI-LD Null. */
    record Remove<T>() implements Change<T> {}

    /**
     * @param value the new value
     */
    record Put<T>(T value) implements Change<T> {}

    @SuppressWarnings("unchecked") // a Keep holds no T
    static <T> Change<T> keep() {
        return (Change<T>) Keep.INSTANCE;
    }

    static <T> Change<T> put(@Nullable T value) {
        return value == null ? keep() : new Put<>(value);
    }

    /** The member after this change. */
    default @Nullable T apply(@Nullable T current) {
        return switch (this) {
            case Keep<T> _ -> current;
            case Remove<T> _ -> null;
            case Put<T>(var value) -> value;
        };
    }
}
