package city.auriga.iot.mapping;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How a Property tells which type its value was declared to have. */
public enum DataTypes {
    UNTOLD,

    /** By its member {@code valueType}. */
    VALUE_TYPE,

    /** By a typed value: {@code {"@type": …, "@value": …}}. */
    TYPED_VALUE;

    /** Adds the type to an Attribute in normalized form, if it is a Property. */
    void tell(ObjectNode attribute, DeclaredType type) {
        var value = attribute.get("value");
        var name = type.name();
        if (name == null || !attribute.path("type").asString().equals("Property")) {
            return;
        }
        switch (this) {
            case UNTOLD -> {}
            case VALUE_TYPE -> attribute.put("valueType", name);
            case TYPED_VALUE -> attribute.set("value", typed(attribute, name, value));
        }
    }

    private static ObjectNode typed(ObjectNode parent, String name, JsonNode value) {
        return parent.objectNode().put("@type", name).set("@value", value);
    }
}
