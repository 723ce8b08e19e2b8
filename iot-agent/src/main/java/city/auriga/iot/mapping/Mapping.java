package city.auriga.iot.mapping;

import city.auriga.core.model.GeoJson;
import city.auriga.iot.expression.Expression;
import city.auriga.iot.mapping.AttributeRule.Link;
import city.auriga.iot.mapping.AttributeRule.MetadataRule;
import city.auriga.iot.mapping.AttributeRule.StaticRule;
import city.auriga.iot.mapping.Candidate.Description;
import city.auriga.iot.payload.Measure;
import city.auriga.iot.payload.Measure.Detail;
import city.auriga.iot.payload.Measure.Instance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns one measure into entities: what is declared, in its order, then the rest. What does not fit
 * is left out with a fault; the rest goes on.
 */
public final class Mapping {
    static final String TIME = "TimeInstant";
    static final String DATASET = "datasetId";

    /** What a measure says which answers a question. */
    public static final String QUESTION = "_id";

    private final DeviceProfile profile;
    private final Measure measure;
    private final Arrival arrival;
    private final Variables variables;
    private final Target own;
    private boolean named = true;
    private final Drafts drafts;
    private final List<Candidate> candidates = new ArrayList<>();
    private final Set<String> consumed = new HashSet<>();
    private final List<Linked> links = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private @Nullable JsonNode time;

    /** Whether its time is none, and so it is not taken. */
    private boolean untimely;

    /** Whose attributes go to other entities, too. */
    private record Linked(JsonNode ids, Link link) {}

    private Mapping(DeviceProfile profile, Measure measure, Arrival arrival, Past past) {
        this.profile = profile;
        this.measure = measure;
        this.arrival = arrival;
        this.time = measure.time();
        this.variables = new Variables(profile, measure, arrival, past);
        this.own = entity();
        this.drafts = new Drafts(profile, arrival, own, faults);
    }

    /** A mapping that has not been done yet, of a device that was never heard before. */
    public static Mapping of(DeviceProfile profile, Measure measure, Arrival arrival) {
        return of(profile, measure, arrival, Past.NONE);
    }

    /** A mapping that has not been done yet. */
    public static Mapping of(DeviceProfile profile, Measure measure, Arrival arrival, Past past) {
        return new Mapping(profile, measure, arrival, past);
    }

    /** The entity of a device that has measured nothing. */
    public static Mapped constants(DeviceProfile profile, Instant now) {
        return nothing(profile, now).constants();
    }

    /** The id of the entity of a device; empty if only its measures can tell. */
    public static Optional<String> entityOf(DeviceProfile profile, Instant now) {
        var expression = profile.entityName();
        if (expression != null && !Variables.OF_DEVICE.containsAll(expression.variables())) {
            return Optional.empty();
        }
        return Optional.of(nothing(profile, now).own());
    }

    private static Mapping nothing(DeviceProfile profile, Instant now) {
        return of(profile, new Measure(Map.of(), null), new Arrival(now, "", Map.of()));
    }

    /** The id of the entity that the measure is of. */
    public String own() {
        return own.id();
    }

    /** What expressions can refer to with the next measure, once this one is mapped. */
    public ObjectNode context() {
        return variables.all();
    }

    /** What a measure that is the same has, too; null if nothing tells. */
    public @Nullable String sameness() {
        var repeats = profile.repeats();
        var key = repeats == null ? null : variables.evaluate(repeats);
        return key == null ? null : key.toString();
    }

    /** Whether the measure tells its entity, if that is to be told. */
    public boolean isNamed() {
        return named;
    }

    private Target entity() {
        var expression = profile.entityName();
        if (expression == null) {
            return profile.entity();
        }
        var name = variables.text(expression);
        if (name == null || name.isBlank()) {
            named = false;
            faults.add("entityNameExp: no value for this measure");
            return profile.entity();
        }
        return profile.entity().named(name);
    }

    /**
     * Maps the measure.
     *
     * @param first whether what never changes (static attributes, scope) is written too
     */
    public Mapped apply(boolean first) {
        if (first) {
            drafts.scope();
        }
        profile.statics().forEach(rule -> walk(rule, first));
        profile.rules().forEach(this::walk);
        var choice = profile.explicit().choose(variables);
        if (choice.undeclared()) {
            addUndeclared();
        }
        var observed = choice.isTimed() ? observedAt() : null;
        if (untimely) {
            drafts.dropEmpty();
            return finish();
        }
        candidates.stream()
                .filter(c -> choice.takes(c.name(), c.objectId()) && !c.asks(profile.commands()))
                .forEach(candidate -> drafts.add(candidate, observed));
        addLinked();
        drafts.dropEmpty();
        return finish();
    }

    /** What never changes of the entity of the device, without anything that was measured. */
    public Mapped constants() {
        drafts.begin();
        drafts.scope();
        profile.statics().stream().filter(StaticRule::isConstant).forEach(rule -> walk(rule, true));
        candidates.forEach(candidate -> drafts.add(candidate, null));
        addLinked();
        return finish();
    }

    private void addLinked() {
        links.forEach(linked -> drafts.link(linked.ids(), linked.link()));
    }

    private Mapped finish() {
        return new Mapped(own.id(), drafts.finish(), faults, variables.withoutValue());
    }

    private void walk(StaticRule rule, boolean first) {
        var expression = rule.expression();
        var value =
                expression == null
                        ? Objects.requireNonNull(rule.value())
                        : variables.evaluate(expression);
        if (value == null) {
            return;
        }
        variables.put(rule.name(), value);
        if (rule.link() != null) {
            links.add(new Linked(value, rule.link()));
        }
        if (first || !rule.isConstant()) {
            candidates.add(
                    new Candidate(
                            own,
                            rule.name(),
                            null,
                            rule.type(),
                            value,
                            describe(rule.metadata()),
                            null,
                            rule.handling(),
                            profile.conventions().stampsStatics()));
        }
    }

    private void walk(AttributeRule rule) {
        var found = found(rule);
        var expression = applied(rule);
        var value =
                expression != null
                        ? variables.evaluate(expression)
                        : found == null ? null : found.value;
        var others = others(rule, found, expression != null);
        if (value == null) {
            return;
        }
        boolean taken = isTaken(rule, value);
        if (taken) {
            variables.put(rule.name(), value);
        }
        if (rule.name().equals(TIME)) {
            time = taken ? value : time;
            return;
        }
        if (!taken && others.isEmpty()) {
            return;
        }
        var target = rule.target() == null ? own : rule.target().resolve(variables);
        if (target == null) {
            faults.add(rule.name() + ": entity_name: no value for this measure");
            return;
        }
        var observed = rule.observedAt();
        var declared = describe(rule.metadata());
        var first =
                new Candidate(
                        target,
                        rule.name(),
                        rule.objectId(),
                        type(rule, found),
                        value,
                        described(rule, found, declared),
                        observed == null ? null : variables.evaluate(observed),
                        rule.handling(),
                        true);
        if (taken) {
            candidates.add(first);
        }
        others.forEach(other -> candidates.add(first.with(rule, other, declared)));
    }

    private boolean isTaken(AttributeRule rule, JsonNode value) {
        boolean removes = value.isNull() && rule.handling().removesByNull(profile.conventions());
        return removes || !rule.skips(value);
    }

    /**
     * Instances beside the first.
     *
     * @param computed whether the value is that of an expression
     */
    private List<Instance> others(AttributeRule rule, @Nullable Found found, boolean computed) {
        var others = found == null ? List.<Instance>of() : measure.detail(found.name).others();
        boolean one =
                computed
                        || !rule.path().isEmpty()
                        || rule.metadata().stream().anyMatch(told -> told.name().equals(DATASET));
        if (one && !others.isEmpty()) {
            faults.add(
                    rule.name()
                            + ": of several instances only the first is taken where an expression,"
                            + " a path or a datasetId is declared");
            return List.of();
        }
        return others.stream().filter(other -> isTaken(rule, other.value())).toList();
    }

    /**
     * What was measured for a rule.
     *
     * @param name under which it was measured
     * @param value null if it is not where the rule looks for it
     */
    private record Found(String name, @Nullable JsonNode value) {}

    private @Nullable Found found(AttributeRule rule) {
        for (var measured : rule.measuredAs()) {
            var from = rule.path().isEmpty() ? measured : rule.path().getFirst();
            if (measure.values().containsKey(from)) {
                consumed.add(from);
                return new Found(from, rule.find(measure, from).orElse(null));
            }
        }
        return null;
    }

    /** An expression that nothing is there for leaves the value as it was measured. */
    private @Nullable Expression applied(AttributeRule rule) {
        var expression = rule.expression();
        return expression != null && variables.bind(expression) ? expression : null;
    }

    /** The declared type, else the one that the payload tells. */
    private DeclaredType type(AttributeRule rule, @Nullable Found found) {
        return found == null ? rule.type() : rule.type().or(told(found.name));
    }

    private void addUndeclared() {
        measure.values()
                .forEach((name, value) -> {
                    if (!consumed.contains(name) && !isQuestion(name)) {
                        var detail = measure.detail(name);
                        addUndeclared(name, value, detail);
                        detail.others().forEach(o -> addUndeclared(name, o.value(), o.detail()));
                    }
                });
    }

    private void addUndeclared(String name, JsonNode value, Detail detail) {
        if (!value.isNull() || profile.conventions().removesByNull()) {
            candidates.add(
                    new Candidate(
                            own,
                            Candidate.undeclaredName(name),
                            name,
                            type(detail, value),
                            value,
                            Description.of(detail),
                            null,
                            Handling.USUAL,
                            true));
        }
    }

    private boolean isQuestion(String name) {
        return profile.isAsked() && name.equals(QUESTION);
    }

    /** The type of a value that nobody declared. */
    private static DeclaredType type(Detail detail, JsonNode value) {
        var told = DeclaredType.told(detail);
        return told.isOpen() && GeoJson.isGeometry(value)
                ? new DeclaredType(ValueKind.GEOMETRY, null)
                : told;
    }

    /** The type that the payload tells of a value. */
    private DeclaredType told(String measured) {
        return DeclaredType.told(measure.detail(measured));
    }

    /** What the payload says about a value, and then what is declared. */
    private List<Description> described(
            AttributeRule rule, @Nullable Found found, List<Description> declared) {
        var described = new ArrayList<Description>();
        if (found != null) {
            described.addAll(details(found.name));
        }
        described.addAll(declared);
        described.forEach(
                said -> variables.describe(rule.name(), Map.of(said.name(), said.value())));
        return described;
    }

    private List<Description> details(String measured) {
        return Description.of(measure.detail(measured));
    }

    private List<Description> describe(List<MetadataRule> rules) {
        var described = new ArrayList<Description>(rules.size());
        for (var rule : rules) {
            rule.value(variables)
                    .ifPresent(value ->
                            described.add(new Description(rule.name(), rule.type(), value)));
        }
        return described;
    }

    /** When it was measured: by the device's word, else by our clock if that is wanted. */
    private @Nullable Instant observedAt() {
        if (time == null || time.isNull()) {
            return profile.stamp() ? arrival.at() : null;
        }
        var told = drafts.time(time, TIME);
        untimely = told.isEmpty() && profile.conventions().rejectsBadTimes();
        return told.orElse(arrival.at());
    }
}
