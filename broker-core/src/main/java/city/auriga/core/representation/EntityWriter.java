package city.auriga.core.representation;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.AttributeValue.GeoProperty;
import city.auriga.core.model.Entity;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/**
 * Writes entities in the representation that one reader asked for (4.5, 6.3.6, 6.3.7), straight to
 * a stream.
 */
public final class EntityWriter {
    private final Rendering rendering;
    private final AttributeWriter attributes;

    public EntityWriter(Rendering rendering) {
        this.rendering = rendering;
        this.attributes = new AttributeWriter(rendering, this::writeInside);
    }

    /** Whether anything of an Entity is left for this reader (4.21). */
    public boolean shows(Entity entity) {
        return shows(LinkedEntity.alone(entity, rendering.projection()));
    }

    /** Whether anything of an Entity is left for this reader (4.21). */
    public boolean shows(LinkedEntity linked) {
        var projection = linked.projection();
        return projection.keeps("id")
                || projection.keeps("type")
                || (projection.keeps("scope") && !linked.entity().scopes().isEmpty())
                || linked.entity().attributes().entrySet().stream()
                        .anyMatch(e ->
                                projection.keeps(e.getKey())
                                        && !attributes.shown(e.getValue()).isEmpty());
    }

    /** Writes one Entity as a JSON object. */
    public void write(JsonGenerator out, Entity entity) {
        write(out, entity, more -> {});
    }

    /** Writes one Entity as a JSON object, with those that it links to inside of it. */
    public void write(JsonGenerator out, LinkedEntity linked) {
        write(out, linked, rendering.contextInBody(), more -> {});
    }

    /** Writes one Entity as a JSON object, and more members behind its own. */
    public void write(JsonGenerator out, Entity entity, Consumer<JsonGenerator> more) {
        write(
                out,
                LinkedEntity.alone(entity, rendering.projection()),
                rendering.contextInBody(),
                more);
    }

    /** An Entity inside of another has no @context of its own. */
    private void writeInside(JsonGenerator out, LinkedEntity linked) {
        write(out, linked, false, more -> {});
    }

    private void write(
            JsonGenerator out,
            LinkedEntity linked,
            boolean contextInBody,
            Consumer<JsonGenerator> more) {
        out.writeStartObject();
        if (linked.projection().keeps("id")) {
            out.writeStringProperty("id", linked.entity().id().value());
        }
        writeMembers(out, linked);
        more.accept(out);
        if (contextInBody) {
            writeContext(out);
        }
        out.writeEndObject();
    }

    /**
     * Writes one Entity as a GeoJSON Feature (4.5.16).
     *
     * @param geometryProperty expanded name of the GeoProperty that gives the geometry
     * @param contextInBody whether the Feature carries the {@code @context}
     */
    public void writeFeature(
            JsonGenerator out, Entity entity, String geometryProperty, boolean contextInBody) {
        writeFeature(
                out,
                LinkedEntity.alone(entity, rendering.projection()),
                geometryProperty,
                contextInBody);
    }

    /** As the other, with the Entities that it links to inside of it. */
    public void writeFeature(
            JsonGenerator out,
            LinkedEntity linked,
            String geometryProperty,
            boolean contextInBody) {
        writeFeature(out, linked, geometryProperty, contextInBody, more -> {});
    }

    /** As the other, with more properties behind its own. */
    public void writeFeature(
            JsonGenerator out,
            LinkedEntity linked,
            String geometryProperty,
            boolean contextInBody,
            Consumer<JsonGenerator> more) {
        out.writeStartObject();
        out.writeStringProperty("id", linked.entity().id().value());
        out.writeStringProperty("type", "Feature");
        out.writeName("geometry");
        var geometry = geometry(linked.entity().instances(geometryProperty));
        if (geometry == null) {
            out.writeNull();
        } else {
            RawJson.write(out, geometry);
        }
        out.writeName("properties");
        out.writeStartObject();
        writeMembers(out, linked);
        more.accept(out);
        out.writeEndObject();
        if (contextInBody) {
            writeContext(out);
        }
        out.writeEndObject();
    }

    /** Writes one Entity as a JSON object, and more members behind its own. */
    public void write(JsonGenerator out, LinkedEntity linked, Consumer<JsonGenerator> more) {
        write(out, linked, rendering.contextInBody(), more);
    }

    /** Writes the member that says what a value was before (5.2.5); none for null. */
    public void writePrevious(JsonGenerator out, @Nullable AttributeValue previous) {
        attributes.writePrevious(out, previous);
    }

    /** Writes the member {@code @context}. */
    public void writeContext(JsonGenerator out) {
        out.writeName("@context");
        RawJson.write(out, rendering.context().source());
    }

    /** Writes the member {@code type}. */
    public void writeTypes(JsonGenerator out, Entity entity) {
        writeNames(out, "type", entity.types().stream().map(rendering.context()::compact).toList());
    }

    private void writeMembers(JsonGenerator out, LinkedEntity linked) {
        var entity = linked.entity();
        var projection = linked.projection();
        if (projection.keeps("type")) {
            writeTypes(out, entity);
        }
        if (!entity.scopes().isEmpty() && projection.keeps("scope")) {
            writeNames(out, "scope", entity.scopes());
        }
        if (rendering.sysAttrs()) {
            AttributeWriter.writeTime(out, "createdAt", entity.createdAt());
            AttributeWriter.writeTime(out, "modifiedAt", entity.modifiedAt());
            AttributeWriter.writeTime(out, "expiresAt", entity.expiresAt());
        }
        for (var entry : entity.attributes().entrySet()) {
            var name = entry.getKey();
            if (projection.keeps(name)) {
                var shown = attributes.shown(entry.getValue());
                if (!shown.isEmpty()) {
                    out.writeName(rendering.context().compact(name));
                    attributes.writeInstances(
                            out,
                            shown,
                            new AttributeWriter.More(
                                    linked.links().getOrDefault(name, Map.of()),
                                    linked.previous().getOrDefault(name, Map.of())));
                }
            }
        }
    }

    private static void writeNames(JsonGenerator out, String member, List<String> names) {
        out.writeName(member);
        if (names.size() == 1) {
            out.writeString(names.getFirst());
            return;
        }
        out.writeStartArray();
        names.forEach(out::writeString);
        out.writeEndArray();
    }

    private static @Nullable JsonNode geometry(List<Attribute> instances) {
        return instances.stream()
                .filter(a -> a.value() instanceof GeoProperty)
                .min((a, b) -> Boolean.compare(a.datasetId() != null, b.datasetId() != null))
                .map(a -> ((GeoProperty) a.value()).value())
                .orElse(null);
    }
}
