package city.auriga.iot.mapping;

import org.jspecify.annotations.Nullable;

/**
 * The type that somebody declared of a value.
 *
 * @param kind what it asks for
 * @param name as it was declared; null if it says no more than that there is a Property
 */
public record DeclaredType(ValueKind kind, @Nullable String name) {
    /** Of what nobody declared. */
    public static final DeclaredType NONE = new DeclaredType(ValueKind.PLAIN, null);

    /** A {@code type} of the provisioning API. */
    public static DeclaredType of(String type) {
        return new DeclaredType(
                ValueKind.of(type), type.equalsIgnoreCase("Property") ? null : type);
    }

    /** Whether it leaves open what the value is. */
    boolean isOpen() {
        return kind == ValueKind.PLAIN;
    }
}
