package city.auriga.core.discovery;

import city.auriga.core.jsonld.Context;
import city.auriga.core.model.AttributeType;
import city.auriga.core.representation.RawJson;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonGenerator;

/**
 * Writes the documents of discovery (5.2.24 to 5.2.28), names compacted and in their order.
 *
 * @param contextInBody whether each document names its {@code @context}
 */
public record InventoryWriter(Context context, boolean contextInBody) {
    private static final String TYPE = "type";

    /**
     * EntityTypeList (5.2.24).
     *
     * @param id any URI that is unique
     */
    public void typeList(JsonGenerator out, String id, Inventory inventory) {
        list(out, id, "EntityTypeList", "typeList", inventory.types().keySet());
    }

    /** EntityType (5.2.25), one for each type. */
    public void types(JsonGenerator out, Inventory inventory) {
        out.writeStartArray();
        for (var entry : byName(inventory.types())) {
            start(out, entry.getKey(), "EntityType", "typeName");
            names(out, "attributeNames", entry.getValue().attributes().keySet());
            end(out);
        }
        out.writeEndArray();
    }

    /** EntityTypeInfo (5.2.26). */
    public void type(JsonGenerator out, String name, Inventory.EntityType type) {
        start(out, name, "EntityTypeInfo", "typeName");
        out.writeNumberProperty("entityCount", type.entities());
        out.writeName("attributeDetails");
        out.writeStartArray();
        for (var entry : byName(type.attributes())) {
            start(out, entry.getKey(), "Attribute", "attributeName");
            attributeTypes(out, entry.getValue());
            out.writeEndObject();
        }
        out.writeEndArray();
        end(out);
    }

    /**
     * AttributeList (5.2.27).
     *
     * @param id any URI that is unique
     */
    public void attributeList(JsonGenerator out, String id, Inventory inventory) {
        list(out, id, "AttributeList", "attributeList", inventory.attributes().keySet());
    }

    /** Attribute (5.2.28) in its short form, one for each Attribute (5.7.9). */
    public void attributes(JsonGenerator out, Inventory inventory) {
        out.writeStartArray();
        for (var entry : byName(inventory.attributes())) {
            start(out, entry.getKey(), "Attribute", "attributeName");
            names(out, "typeNames", entry.getValue().entityTypes());
            end(out);
        }
        out.writeEndArray();
    }

    /** Attribute (5.2.28) with all that is known of it (5.7.10). */
    public void attribute(JsonGenerator out, String name, Inventory.Attribute attribute) {
        start(out, name, "Attribute", "attributeName");
        out.writeNumberProperty("attributeCount", attribute.instances());
        attributeTypes(out, attribute.types());
        names(out, "typeNames", attribute.entityTypes());
        end(out);
    }

    private void list(
            JsonGenerator out, String id, String type, String member, Collection<String> names) {
        out.writeStartObject();
        out.writeStringProperty("id", id);
        out.writeStringProperty(TYPE, type);
        names(out, member, names);
        end(out);
    }

    private void start(JsonGenerator out, String name, String type, String nameMember) {
        out.writeStartObject();
        out.writeStringProperty("id", name);
        out.writeStringProperty(TYPE, type);
        out.writeStringProperty(nameMember, context.compact(name));
    }

    private void end(JsonGenerator out) {
        if (contextInBody) {
            out.writeName("@context");
            RawJson.write(out, context.source());
        }
        out.writeEndObject();
    }

    private void names(JsonGenerator out, String member, Collection<String> names) {
        out.writeName(member);
        out.writeStartArray();
        names.stream().map(context::compact).sorted().forEach(out::writeString);
        out.writeEndArray();
    }

    private static void attributeTypes(JsonGenerator out, Set<AttributeType> types) {
        out.writeName("attributeTypes");
        out.writeStartArray();
        types.forEach(type -> out.writeString(type.term()));
        out.writeEndArray();
    }

    private <T> List<Map.Entry<String, T>> byName(Map<String, T> items) {
        return items.entrySet().stream()
                .sorted((a, b) ->
                        context.compact(a.getKey()).compareTo(context.compact(b.getKey())))
                .toList();
    }
}
