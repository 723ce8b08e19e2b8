package city.auriga.iot.payload;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;

/** Writes questions for values as devices read them. */
public final class QuestionPayload {
    private static final String COMMAND = "lazy";

    private QuestionPayload() {}

    /**
     * {@code {"get":["b","c"],"id":"…"}}, or {@code device@lazy|b|c}, which has no room for the id.
     *
     * @param values as the device calls them
     */
    public static byte[] encode(Protocol protocol, String device, List<String> values, UUID id) {
        var text =
                switch (protocol) {
                    case JSON -> object(values, id);
                    case ULTRALIGHT ->
                            values.stream()
                                    .collect(
                                            Collectors.joining(
                                                    "|", device + "@" + COMMAND + "|", ""));
                };
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String object(List<String> values, UUID id) {
        var object = JsonNodeFactory.instance.objectNode();
        values.forEach(object.putArray("get")::add);
        return object.put("id", id.toString()).toString();
    }
}
