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

/** What expressions can refer to while a measure is mapped. */
final class Variables {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Those that are there before anything is measured. */
    static final Set<String> OF_DEVICE =
            Set.of("id", "type", "entity_name", "service", "subservice");

    /** Null if nothing refers to them: most devices declare no expression. */
    private final @Nullable Map<String, JsonNode> values;

    private final EvaluationContext context;
    private int withoutValue;

    Variables(DeviceProfile profile, Measure measure, Arrival arrival) {
        values = profile.evaluates() ? new HashMap<>() : null;
        context =
                new EvaluationContext(
                        values == null ? Map.of() : values,
                        InstantSource.fixed(arrival.at()),
                        profile.zone());
        if (values != null) {
            fill(profile, measure, arrival);
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
