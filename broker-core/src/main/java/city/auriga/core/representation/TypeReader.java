package city.auriga.core.representation;

import city.auriga.core.jsonld.Context;
import city.auriga.core.jsonld.CoreContext;
import city.auriga.core.model.AttributeType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads of which type an Attribute is, and with which member (4.5.2 to 4.5.25). */
record TypeReader(Context context) {
    /** The member that holds the value of an Attribute; null if there is none. */
    static @Nullable String valueMember(JsonNode node, Path path) {
        String found = null;
        for (var member : ConciseForm.VALUE_MEMBERS) {
            if (node.has(member)) {
                if (found != null) {
                    throw path.bad(
                            "an Attribute has one value, but here are '"
                                    + found
                                    + "' and '"
                                    + member
                                    + "'");
                }
                found = member;
            }
        }
        return found;
    }

    /** The type that an Attribute tells, or else its value member; null if nothing does. */
    @Nullable AttributeType read(JsonNode node, @Nullable String valueMember, Path path) {
        var declared = node.get("type");
        if (declared == null) {
            return valueMember == null
                    ? null
                    : ConciseForm.typeOf(valueMember, node.get(valueMember));
        }
        var type = declared.isString() ? attributeType(declared.stringValue()) : null;
        if (type == null) {
            throw path.member("type")
                    .bad(
                            "expected an Attribute type such as Property or Relationship, found "
                                    + ValueReader.describe(declared));
        }
        if (valueMember != null && !valueMember.equals(type.valueMember())) {
            throw path.member(valueMember)
                    .bad(
                            "a "
                                    + type.term()
                                    + " has its value in '"
                                    + type.valueMember()
                                    + "', not in '"
                                    + valueMember
                                    + "'");
        }
        return type;
    }

    private @Nullable AttributeType attributeType(String name) {
        var known = AttributeType.find(name);
        if (known.isPresent()) {
            return known.get();
        }
        var iri = context.expand(name);
        return iri.startsWith(CoreContext.NGSI_LD)
                ? AttributeType.find(iri.substring(CoreContext.NGSI_LD.length())).orElse(null)
                : null;
    }
}
