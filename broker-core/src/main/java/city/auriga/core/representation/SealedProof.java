package city.auriga.core.representation;

import city.auriga.core.jsonld.Context;
import city.auriga.core.jsonld.CoreContext;
import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeType;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.AttributeValue.Property;
import city.auriga.core.model.AttributeValue.VocabProperty;
import city.auriga.core.model.NgsiLdNull;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The Property {@code ngsildproof} (4.5.2.2): its value is a W3C proof, which nobody may touch, and
 * it alone may say which id and type were sealed. Those two are bare texts for clients, and
 * sub-attributes in the model.
 */
final class SealedProof {
    private static final String NAME = CoreContext.NGSI_LD + "ngsildproof";
    private static final String ID = "entityIdSealed";
    private static final String TYPE = "entityTypeSealed";

    private SealedProof() {}

    /** Whether an expanded name is that of the proof. */
    static boolean isProof(String name) {
        return name.equals(NAME);
    }

    /** Whether a member of an Attribute is one that only the proof has. */
    static boolean isSealedMember(String member) {
        return member.equals(ID) || member.equals(TYPE);
    }

    private static boolean isSealed(String name) {
        return name.startsWith(CoreContext.NGSI_LD)
                && isSealedMember(name.substring(CoreContext.NGSI_LD.length()));
    }

    /** The expanded name of a sealed member. */
    static String nameOf(String member) {
        return CoreContext.NGSI_LD + member;
    }

    /** Reads the value of the proof as it is. */
    static AttributeValue value(
            @Nullable AttributeType type, JsonNode node, Path path, Purpose purpose) {
        if ((type != null && type != AttributeType.PROPERTY) || !node.isObject()) {
            throw path.bad(
                    "ngsildproof is a Property whose value is an object with a W3C proof, found "
                            + ValueReader.describe(node));
        }
        StorableJson.require(node, path);
        if (NgsiLdNull.isInside(node)) {
            throw path.bad("the NGSI-LD Null cannot stand here");
        }
        return new Property(node);
    }

    /** Reads a sealed member; a type is a name and is expanded. */
    static List<InstanceFragment> read(
            String member, JsonNode node, Path path, Context context, Purpose purpose) {
        if (NgsiLdNull.isNull(node)) {
            if (!purpose.nullMembers()) {
                throw path.bad("the NGSI-LD Null cannot stand here");
            }
            return List.of(new InstanceFragment.Drop(null));
        }
        var text = AttributeReader.text(node, path);
        AttributeValue value =
                member.equals(TYPE)
                        ? new VocabProperty(
                                List.of(context.expand(Names.requireType(text, path.toString()))))
                        : new Property(JsonNodeFactory.instance.stringNode(text));
        return List.of(new InstanceFragment.Put(AttributeFragment.of(value.type(), value, null)));
    }

    /** Writes a sealed member as the bare text that it is for clients; false if it is none. */
    static boolean write(JsonGenerator out, String name, Attribute instance, Context context) {
        if (!isSealed(name)) {
            return false;
        }
        var text =
                switch (instance.value()) {
                    case VocabProperty(var types) -> context.compact(types.getFirst());
                    case Property(var id) when id.isString() -> id.stringValue();
                    default -> null;
                };
        if (text == null) {
            return false;
        }
        out.writeStringProperty(name.substring(CoreContext.NGSI_LD.length()), text);
        return true;
    }
}
