package city.auriga.iot.config;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What groups and devices declare that say nothing else. Each is an environment variable {@code
 * AURIGA_IOT_…} too.
 *
 * @param jsonldContext URL of the @context; empty for the core's
 * @param defaultTimestamp whether measures without a time get that of their arrival
 * @param defaultExplicitAttrs as in a group: {@code true}, {@code false}, an array in JSON, or an
 *     expression
 * @param defaultTransport of commands, {@code MQTT} or {@code HTTP}; empty for HTTP where there is
 *     an {@code endpoint}, else MQTT
 * @param defaultEntityNameConjunction between type and device in the id of an Entity
 * @param defaultDataType how Properties tell the type that is declared of their value: {@code
 *     none}, {@code valueType} or {@code @type}
 * @param defaultStoreLastMeasure whether the last measure of a device can be seen
 */
@ConfigurationProperties("auriga.iot")
public record DefaultProperties(
        @DefaultValue("") String jsonldContext,
        @DefaultValue("true") boolean defaultTimestamp,
        @DefaultValue("false") String defaultExplicitAttrs,
        @DefaultValue("") String defaultTransport,
        @DefaultValue(":") String defaultEntityNameConjunction,
        @DefaultValue("none") String defaultDataType,
        @DefaultValue("false") boolean defaultStoreLastMeasure) {

    /** As the members of a group. */
    ObjectNode members() {
        var members =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("timestamp", defaultTimestamp)
                        .put("dataType", defaultDataType)
                        .put("storeLastMeasure", defaultStoreLastMeasure)
                        .put("defaultEntityNameConjunction", defaultEntityNameConjunction);
        members.set("explicitAttrs", explicitAttrs());
        if (!jsonldContext.isEmpty()) {
            members.put("jsonldContext", jsonldContext);
        }
        if (!defaultTransport.isEmpty()) {
            members.put("transport", defaultTransport);
        }
        return members;
    }

    private JsonNode explicitAttrs() {
        if (defaultExplicitAttrs.isBlank()) {
            return JsonNodeFactory.instance.booleanNode(false);
        }
        try {
            return JsonMapper.shared().readTree(defaultExplicitAttrs);
        } catch (JacksonException expression) {
            return JsonNodeFactory.instance.stringNode(defaultExplicitAttrs);
        }
    }
}
