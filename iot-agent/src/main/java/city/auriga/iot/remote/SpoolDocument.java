package city.auriga.iot.remote;

import city.auriga.core.jsonld.Context;
import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.jsonld.CoreContext;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.representation.AttributeFragment;
import city.auriga.core.representation.EntityFragment;
import city.auriga.core.representation.EntityWriter;
import city.auriga.core.representation.Rendering;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An Entity as it waits and is sent: normalized, for a receiver that knows the core @context only,
 * as it is assumed of {@code application/json}. Names that nothing but the default vocabulary
 * defines are sent as IRIs: a broker may have another @context for those who name none.
 */
final class SpoolDocument {
    private static final Context CORE = ContextParser.core();
    private static final EntityWriter WRITER = new EntityWriter(Rendering.normalized(CORE));

    /** Numbers go on as they came. */
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private SpoolDocument() {}

    static String write(EntityId id, EntityFragment fragment, Instant now) {
        var entity =
                new Entity(
                        id,
                        fragment.types(),
                        Objects.requireNonNullElse(fragment.scopes().apply(null), List.of()),
                        AttributeFragment.toAttributes(fragment.attributes(), now),
                        now,
                        now,
                        fragment.expiresAt().apply(null));
        var text = new StringWriter();
        try (var out = JSON.createGenerator(text)) {
            WRITER.write(out, entity);
        }
        return text.toString();
    }

    static ObjectNode read(String document) {
        return (ObjectNode) JSON.readTree(document);
    }

    /** The name of a type or an Attribute for whoever knows no more than the standard's terms. */
    static String name(String compact) {
        var iri = CORE.expand(compact);
        return iri.startsWith(CoreContext.DEFAULT_VOCABULARY) ? iri : compact;
    }

    static byte[] bytes(JsonNode document) {
        return JSON.writeValueAsBytes(document);
    }
}
