package city.auriga.storage.temporal;

import city.auriga.core.jsonld.CoreContext;
import city.auriga.core.model.Attribute;
import city.auriga.core.model.Entity;
import city.auriga.core.mutation.AttributeChange;
import city.auriga.core.mutation.EntityChange;
import city.auriga.storage.entity.StoredAttributes;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What the history keeps of one change of an Entity: the instances that were written, in the form
 * of {@link StoredAttributes}, and the scopes if they changed. A deleted instance keeps its type,
 * its datasetId and {@code deletedAt} (4.5.6).
 */
public final class StoredHistory {
    /** Scopes have a history like an Attribute of this name (4.18). */
    private static final String SCOPE = CoreContext.NGSI_LD + "scope";

    private StoredHistory() {}

    /** Whether a change leaves anything: that only the expiry of an Entity moved does not. */
    public static boolean isLeftBy(EntityChange change) {
        var before = change.before();
        var after = change.after();
        return !change.attributes().isEmpty()
                || change.scopeChanged()
                || before == null
                || after == null
                || !before.types().equals(after.types());
    }

    /** Instances by name, as JSON text. */
    public static String instances(EntityChange change) {
        var text = new StringWriter(512);
        try (var out = StoredAttributes.JSON.createGenerator(text)) {
            out.writeStartObject();
            byName(change.attributes())
                    .forEach((name, changes) -> {
                        out.writeName(name);
                        out.writeStartArray();
                        changes.forEach(c -> write(out, c, change.at()));
                        out.writeEndArray();
                    });
            if (change.scopeChanged()) {
                writeScopes(out, change.after(), change.at());
            }
            out.writeEndObject();
        }
        return text.toString();
    }

    /** The times of observation in a change, in no order. */
    public static Stream<Instant> observations(EntityChange change) {
        return change.attributes().stream()
                .map(AttributeChange::after)
                .flatMap(Stream::ofNullable)
                .map(Attribute::observedAt)
                .flatMap(Stream::ofNullable);
    }

    private static Map<String, List<AttributeChange>> byName(List<AttributeChange> changes) {
        var byName = new LinkedHashMap<String, List<AttributeChange>>();
        changes.forEach(c -> byName.computeIfAbsent(c.name(), name -> new ArrayList<>(1)).add(c));
        return byName;
    }

    private static void write(JsonGenerator out, AttributeChange change, Instant at) {
        var after = change.after();
        if (after == null) {
            var before = Objects.requireNonNull(change.before());
            StoredAttributes.writeDeleted(out, before, at);
        } else {
            StoredAttributes.writeInstance(out, after, at);
        }
    }

    private static void writeScopes(JsonGenerator out, @Nullable Entity entity, Instant at) {
        out.writeName(SCOPE);
        out.writeStartArray();
        StoredAttributes.writeScopes(out, entity == null ? List.of() : entity.scopes(), at);
        out.writeEndArray();
    }
}
