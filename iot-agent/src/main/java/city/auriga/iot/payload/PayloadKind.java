package city.auriga.iot.payload;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a command is written on its way to a device, if not as its protocol does. */
public enum PayloadKind {
    /** An object with the name of the command. */
    JSON,
    /** The value as text. */
    TEXT,
    /** The value as text. */
    BINARYFROMSTRING,
    /** The bytes that the value names by hexadecimal digits. */
    BINARYFROMHEX,
    /** The same object as JSON's. */
    BINARYFROMJSON;

    /** By the name that FIWARE's agents use; case does not matter. */
    public static Optional<PayloadKind> named(String name) {
        var upper = name.toUpperCase(Locale.ROOT);
        return Arrays.stream(values()).filter(kind -> kind.name().equals(upper)).findFirst();
    }
}
