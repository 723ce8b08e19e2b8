package city.auriga.iot.codec;

import city.auriga.iot.payload.JsonTree;
import city.auriga.iot.payload.PayloadException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A payload in which many may look for their values: it is parsed once. Of one thread. */
final class HeardState {
    private final byte[] payload;
    private @Nullable String text;
    private @Nullable JsonNode json;
    private @Nullable PayloadException fault;

    HeardState(byte[] payload) {
        this.payload = payload;
    }

    /**
     * @throws PayloadException if it is no text
     */
    String text() {
        if (text == null) {
            text = JsonTree.text(payload).strip();
        }
        return text;
    }

    /**
     * @throws PayloadException if it is no JSON
     */
    JsonNode json() {
        if (fault != null) {
            throw fault;
        }
        if (json == null) {
            try {
                json = JsonTree.read(payload);
            } catch (PayloadException noJson) {
                fault = noJson;
                throw noJson;
            }
        }
        return json;
    }

    /**
     * @throws PayloadException if it is no JSON object
     */
    Part part() {
        return Part.of("the payload", json());
    }
}
