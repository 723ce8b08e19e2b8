package city.auriga.iot.payload;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What JSON payloads hold (the member {@code payloadType}). */
public enum PayloadType {
    /** Values by their names. */
    IOTAGENT,
    /** Entities of NGSI-v2. */
    NGSIV2,
    /** Entities of NGSI-LD. */
    NGSILD;

    /** The type that an operator means; case does not matter. */
    public static Optional<PayloadType> find(String text) {
        return Arrays.stream(values())
                .filter(type -> type.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst();
    }
}
