package city.auriga.iot.mapping;

import city.auriga.core.model.TypedValue;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** How a Property tells which type its value was declared to have. */
public enum DataTypes {
    UNTOLD,

    /** By its member {@code valueType}. */
    VALUE_TYPE,

    /** By a typed value: {@code {"@type": …, "@value": …}}. */
    TYPED_VALUE;

    /** Of the agent's own language, or what every one of them is. */
    private static final Set<String> UNTELLING =
            Set.of("property", "command", "commandstatus", "commandresult");

    /** Adds the type to an Attribute in normalized form, if it is a Property. */
    void tell(ObjectNode attribute, DeclaredType type) {
        var name = type.name();
        if (this == UNTOLD
                || name == null
                || UNTELLING.contains(name.toLowerCase(Locale.ROOT))
                || !attribute.path("type").asString().equals("Property")) {
            return;
        }
        if (this == VALUE_TYPE) {
            attribute.put("valueType", name);
        } else {
            // A payload may have told it already.
            var value = TypedValue.untyped(attribute.get("value"));
            attribute.set("value", attribute.objectNode().put("@type", name).set("@value", value));
        }
    }
}
