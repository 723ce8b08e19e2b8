package city.auriga.iot.mapping;

import city.auriga.iot.expression.EvaluationContext;
import city.auriga.iot.expression.Expression;
import city.auriga.iot.payload.Measure;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What expressions can refer to while a measure is mapped. */
final class Variables {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Those that are there before anything is measured. */
    static final Set<String> OF_DEVICE =
            Set.of("id", "type", "entity_name", "service", "subservice");

    /** What the measure before had. */
    static final String OLD = "oldCtxt";

    /** What is said about values, by their names. */
    private static final String METADATA = "metadata";

    /** Null if nothing refers to them: most devices declare no expression. */
    private final @Nullable Map<String, JsonNode> values;

    private final EvaluationContext context;
    private int withoutValue;

    /** Null if nothing refers to it. */
    private @Nullable ObjectNode metadata;

    Variables(DeviceProfile profile, Measure measure, Arrival arrival, Past past) {
        values = profile.evaluates() ? new HashMap<>() : null;
        context =
                new EvaluationContext(
                        values == null ? Map.of() : values,
                        InstantSource.fixed(arrival.at()),
                        profile.zone());
        if (values != null) {
            fill(profile, measure, arrival);
            if (past.context() != null) {
                put(OLD, past.context());
            }
            metadata = profile.mentions(METADATA) ? NODES.objectNode() : null;
            measure.details().forEach((name, detail) -> describe(name, detail.metadata()));
        }
    }

    private void fill(DeviceProfile profile, Measure measure, Arrival arrival) {
        arrival.captures().forEach(this::put);
        put("$topic", arrival.source());
        put("$receivedAt", arrival.at().toString());
        put("id", profile.device());
        put("type", profile.entity().types().getFirst());
        put("entity_name", profile.entity().id());
        put("service", profile.tenant().name());
        put("subservice", profile.path());
        measure.values().forEach(this::put);
        if (measure.time() != null) {
            put(Mapping.TIME, measure.time());
        }
    }

    private void put(String name, String text) {
        put(name, NODES.stringNode(text));
    }

    void put(String name, JsonNode value) {
        if (values != null) {
            values.put(name, value);
        }
    }

    /** Takes in what is said about a value, beside what is known of it. */
    void describe(String name, Map<String, JsonNode> said) {
        if (metadata == null || said.isEmpty()) {
            return;
        }
        // What an expression has made of it must not change.
        var all = NODES.objectNode().setAll(metadata);
        var one =
                all.path(name) instanceof ObjectNode known ? known.deepCopy() : NODES.objectNode();
        all.set(name, one.setAll(said));
        metadata = all;
        put(METADATA, all);
    }

    /** All of them, for the next measure; nothing if nobody refers to any. */
    ObjectNode all() {
        var all = NODES.objectNode();
        if (values != null) {
            values.forEach(all::set);
        }
        all.remove(OLD);
        return all;
    }

    /** Whether an expression has anything to work on. */
    boolean bind(Expression expression) {
        return expression.variables().isEmpty()
                || expression.variables().stream().anyMatch(this::isBound);
    }

    private boolean isBound(String name) {
        var value = values == null ? null : values.get(name);
        return value != null && !value.isNull();
    }

    /** The value of an expression; null if it has none. */
    @Nullable JsonNode evaluate(Expression expression) {
        var value = expression.evaluate(context);
        if (value == null || value.isNull()) {
            withoutValue++;
            return null;
        }
        return value;
    }

    /** How many evaluations had no value. */
    int withoutValue() {
        return withoutValue;
    }

    /** The value of an expression as a text; null if it has none. */
    @Nullable String text(Expression expression) {
        var value = evaluate(expression);
        return value == null || value.isContainer() ? null : value.asString();
    }
}
