package city.auriga.storage.device;

import city.auriga.core.device.CommandDisplay;
import java.sql.ResultSet;
import java.sql.SQLException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Documents of devices and groups in JSONB columns. */
final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private Json() {}

    static JsonNode value(String text) {
        return MAPPER.readTree(text);
    }

    static CommandDisplay display(String text) {
        return MAPPER.readValue(text, CommandDisplay.class);
    }

    static String text(CommandDisplay display) {
        return MAPPER.writeValueAsString(display);
    }

    static ObjectNode read(ResultSet row, String column) throws SQLException {
        return (ObjectNode) MAPPER.readTree(row.getString(column));
    }
}
