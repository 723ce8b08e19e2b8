package city.auriga.iot.mapping;

import city.auriga.iot.payload.Measure.Detail;
import org.jspecify.annotations.Nullable;

/**
 * The type that somebody told of a value.
 *
 * @param kind what it asks for
 * @param name as it was told; null if nobody did
 */
public record DeclaredType(ValueKind kind, @Nullable String name) {
    /** Of what nobody told the type of. */
    public static final DeclaredType NONE = new DeclaredType(ValueKind.PLAIN, null);

    /** A {@code type} of the provisioning API, or of a payload, where it may be blank. */
    public static DeclaredType of(String type) {
        return type.isBlank() ? NONE : new DeclaredType(ValueKind.of(type), type);
    }

    /** The type that a payload tells of a value. */
    static DeclaredType told(Detail detail) {
        return detail.type() == null ? NONE : of(detail.type());
    }

    /** Whether it leaves open what the value is. */
    boolean isOpen() {
        return kind == ValueKind.PLAIN;
    }

    /** A payload may say what the value is, if this does not; but not what it is called. */
    DeclaredType or(DeclaredType told) {
        return isOpen() ? new DeclaredType(told.kind, name == null ? told.name : name) : this;
    }
}
