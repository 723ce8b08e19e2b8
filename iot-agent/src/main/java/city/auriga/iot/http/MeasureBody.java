package city.auriga.iot.http;

import city.auriga.iot.payload.JsonTree;
import city.auriga.iot.payload.Protocol;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;

/** The types of body that devices send. */
enum MeasureBody {
    JSON("application/json"),
    TEXT("text/plain"),
    BINARY("application/octet-stream"),
    SOAP("application/soap+xml");

    private final String type;

    MeasureBody(String type) {
        this.type = type;
    }

    /**
     * @param attribute whether the body is the value of one attribute
     */
    static MeasureBody requireType(
            HttpServletRequest request, Protocol protocol, boolean attribute) {
        var given = request.getContentType();
        var fallback = protocol == Protocol.JSON ? JSON : TEXT;
        if (given == null) {
            return fallback;
        }
        var plain = given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        for (var body : values()) {
            if (body.type.equals(plain) && (attribute || body == fallback)) {
                return body;
            }
        }
        throw new MeasureException(
                400, "UNSUPPORTED_TYPE", "expected " + fallback.type + ", found " + plain);
    }

    /**
     * The value of an attribute as JSON: text that is none becomes a string, bytes become digits,
     * XML an object.
     */
    byte[] toJson(byte[] body) {
        return switch (this) {
            case JSON -> body;
            case TEXT -> textToJson(body);
            case BINARY -> quoted(HexFormat.of().formatHex(body));
            case SOAP ->
                    XmlTree.read(new String(body, StandardCharsets.UTF_8))
                            .toString()
                            .getBytes(StandardCharsets.UTF_8);
        };
    }

    private static byte[] textToJson(byte[] body) {
        var text = new String(body, StandardCharsets.UTF_8);
        return JsonTree.find(text).isPresent() ? body : quoted(text);
    }

    private static byte[] quoted(String text) {
        return JsonNodeFactory.instance
                .stringNode(text)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return type;
    }
}
