package city.auriga.iot.mapping;

import city.auriga.core.model.GeoJson;
import city.auriga.core.model.NgsiLdNull;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.EntityReader;
import city.auriga.core.representation.Names;
import city.auriga.core.representation.Purpose;
import city.auriga.iot.mapping.AttributeRule.Link;
import city.auriga.iot.mapping.AttributeRule.MetadataRule;
import city.auriga.iot.mapping.AttributeRule.StaticRule;
import city.auriga.iot.mapping.Candidate.Description;
import city.auriga.iot.payload.Measure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns one measure into entities: what is declared, in its order, then the rest. What does not fit
 * is left out with a fault; the rest goes on.
 */
public final class Mapping {
    static final String TIME = "TimeInstant";
    private static final String OBSERVED_AT = "observedAt";

    /** A clock of a device may be ahead of ours by this much. */
    private static final Duration MAX_SKEW = Duration.ofMinutes(10);

    private final DeviceProfile profile;
    private final Measure measure;
    private final Arrival arrival;
    private final Variables variables;
    private final Target own;
    private final EntityReader reader;
    private final List<Candidate> candidates = new ArrayList<>();
    private final Set<String> consumed = new HashSet<>();
    private final Map<String, EntityDraft> drafts = new LinkedHashMap<>();
    private final Map<String, ObjectNode> ownAttributes = new LinkedHashMap<>();
    private final List<Linked> links = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private @Nullable JsonNode time;

    /** Whose attributes go to other entities, too. */
    private record Linked(JsonNode ids, Link link) {}

    private Mapping(DeviceProfile profile, Measure measure, Arrival arrival) {
        this.profile = profile;
        this.measure = measure;
        this.arrival = arrival;
        this.reader = new EntityReader(profile.context(), Purpose.CREATE);
        this.time = measure.time();
        this.variables = new Variables(profile, measure, arrival);
        this.own = entity();
    }

    /** A mapping that has not been done yet. */
    public static Mapping of(DeviceProfile profile, Measure measure, Arrival arrival) {
        return new Mapping(profile, measure, arrival);
    }

    /** The entity of a device that has measured nothing. */
    public static Mapped constants(DeviceProfile profile, Instant now) {
        return of(profile, new Measure(Map.of(), null), new Arrival(now, "", Map.of())).constants();
    }

    /** The id of the entity that the measure is of. */
    public String own() {
        return own.id();
    }

    private Target entity() {
        var expression = profile.entityName();
        if (expression == null) {
            return profile.entity();
        }
        var name = variables.text(expression);
        if (name == null || name.isBlank()) {
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
            scope();
        }
        profile.statics().forEach(rule -> walk(rule, first));
        profile.rules().forEach(this::walk);
        var choice = profile.explicit().choose(variables);
        if (choice.undeclared()) {
            addUndeclared();
        }
        var observed = choice.isTimed() ? observedAt() : null;
        candidates.stream()
                .filter(c -> choice.takes(c.name(), c.objectId()) && !c.asks(profile.commands()))
                .forEach(candidate -> add(candidate, observed));
        addLinked();
        // A measure of which nothing fits makes no entity.
        drafts.values().removeIf(EntityDraft::isEmpty);
        return finish();
    }

    /** What never changes of the entity of the device, without anything that was measured. */
    public Mapped constants() {
        draft(own);
        scope();
        profile.statics().stream().filter(StaticRule::isConstant).forEach(rule -> walk(rule, true));
        candidates.forEach(candidate -> add(candidate, null));
        addLinked();
        return finish();
    }

    private void scope() {
        if (!profile.path().equals("/")) {
            draft(own).scope(profile.path());
        }
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
                            rule.kind(),
                            value,
                            describe(rule.metadata()),
                            null,
                            false));
        }
    }

    private void walk(AttributeRule rule) {
        var raw = raw(rule);
        var value = value(rule, raw);
        if (value == null || rule.skips(value)) {
            return;
        }
        variables.put(rule.name(), value);
        if (rule.name().equals(TIME)) {
            time = value;
            return;
        }
        var target = rule.target() == null ? own : rule.target().resolve(variables);
        if (target == null) {
            faults.add(rule.name() + ": entity_name: no value for this measure");
            return;
        }
        var observed = rule.observedAt();
        candidates.add(
                new Candidate(
                        target,
                        rule.name(),
                        rule.objectId(),
                        rule.kind() == ValueKind.PLAIN ? kind(rule.objectId()) : rule.kind(),
                        value,
                        described(rule),
                        observed == null ? null : variables.evaluate(observed),
                        true));
    }

    private @Nullable JsonNode raw(AttributeRule rule) {
        for (var measured : rule.measuredAs()) {
            var from = rule.path().isEmpty() ? measured : rule.path().getFirst();
            if (measure.values().containsKey(from)) {
                consumed.add(from);
                return rule.find(measure, from).orElse(null);
            }
        }
        return null;
    }

    /** An expression that nothing is there for leaves the value as it was measured. */
    private @Nullable JsonNode value(AttributeRule rule, @Nullable JsonNode raw) {
        var expression = rule.expression();
        if (expression == null || !variables.bind(expression)) {
            return raw;
        }
        return variables.evaluate(expression);
    }

    private void addUndeclared() {
        measure.values()
                .forEach((name, value) -> {
                    if (!consumed.contains(name) && !value.isNull()) {
                        candidates.add(
                                new Candidate(
                                        own,
                                        undeclaredName(name),
                                        name,
                                        kind(name, value),
                                        value,
                                        details(name),
                                        null,
                                        true));
                    }
                });
    }

    /** Devices do not know which names an Attribute cannot have, such as {@code value}. */
    private static String undeclaredName(String name) {
        return Names.isReserved(name) && !name.startsWith("@") ? "measure_" + name : name;
    }

    /** The type of a value that nobody declared. */
    private ValueKind kind(String measured, JsonNode value) {
        var told = kind(measured);
        return told == ValueKind.PLAIN && GeoJson.isGeometry(value) ? ValueKind.GEOMETRY : told;
    }

    /** The type that the payload tells of a value. */
    private ValueKind kind(String measured) {
        var detail = measure.details().get(measured);
        return detail == null || detail.type() == null
                ? ValueKind.PLAIN
                : ValueKind.of(detail.type());
    }

    /** What the payload says about a value, and then what is declared. */
    private List<Description> described(AttributeRule rule) {
        var described = details(rule.objectId());
        described.addAll(describe(rule.metadata()));
        return described;
    }

    private List<Description> details(String measured) {
        var described = new ArrayList<Description>();
        var detail = measure.details().get(measured);
        if (detail != null) {
            detail.metadata()
                    .forEach((name, value) ->
                            described.add(new Description(name, ValueKind.PLAIN, value)));
        }
        return described;
    }

    private List<Description> describe(List<MetadataRule> rules) {
        var described = new ArrayList<Description>(rules.size());
        for (var rule : rules) {
            rule.value(variables)
                    .ifPresent(value ->
                            described.add(new Description(rule.name(), rule.kind(), value)));
        }
        return described;
    }

    /** When it was measured: by the device's word, else by our clock if that is wanted. */
    private @Nullable Instant observedAt() {
        if (time == null || time.isNull()) {
            return profile.stamp() ? arrival.at() : null;
        }
        return observedAt(time, TIME).orElse(arrival.at());
    }

    private Optional<Instant> observedAt(JsonNode told, String name) {
        var instant = Timestamps.parse(told, profile.zone());
        if (instant.isEmpty()) {
            faults.add(name + ": not a time: " + shortened(told));
        } else if (instant.get().isAfter(arrival.at().plus(MAX_SKEW))) {
            faults.add(name + ": in the future: " + shortened(told));
            return Optional.empty();
        }
        return instant;
    }

    private void add(Candidate candidate, @Nullable Instant observed) {
        if (candidate.name().equals(TIME)) {
            return;
        }
        try {
            var attribute = attribute(candidate, observed);
            draft(candidate.target()).add(candidate.name(), attribute);
            if (candidate.target().equals(own)) {
                ownAttributes.put(candidate.name(), attribute);
            }
        } catch (MappingException | NgsiLdException e) {
            faults.add(candidate.name() + ": " + e.getMessage());
        }
    }

    private ObjectNode attribute(Candidate candidate, @Nullable Instant observed) {
        var attribute = Values.attribute(candidate.kind(), candidate.value(), profile.zone());
        if (NgsiLdNull.isInside(candidate.value())) {
            throw new MappingException("the NGSI-LD Null is not a measure");
        }
        var own = candidate.observedAt();
        var when =
                own == null
                        ? Optional.ofNullable(candidate.stamped() ? observed : null)
                        : observedAt(own, candidate.name() + ": observedAt");
        when.ifPresent(instant -> attribute.put(OBSERVED_AT, instant.toString()));
        candidate.metadata().forEach(description -> describe(attribute, description));
        return attribute;
    }

    private void describe(ObjectNode attribute, Description description) {
        var value = description.value();
        switch (description.name()) {
            case "unitCode", "datasetId" -> attribute.set(description.name(), value);
            case TIME, OBSERVED_AT ->
                    attribute.put(
                            OBSERVED_AT,
                            Timestamps.parse(value, profile.zone())
                                    .orElseThrow(() -> Values.unfit(value, "a time"))
                                    .toString());
            default ->
                    attribute.set(
                            description.name(),
                            Values.attribute(description.kind(), value, profile.zone()));
        }
    }

    /** What the targets of Relationships get, too; each attribute says whom it comes from. */
    private void addLinked() {
        for (var linked : links) {
            var link = linked.link();
            for (var id : linked.ids().isArray() ? linked.ids() : List.of(linked.ids())) {
                var target = linked(id.asString(""), link);
                for (var name : link.attributes()) {
                    var attribute = ownAttributes.get(name);
                    if (attribute != null) {
                        addLinked(target, name, attribute.deepCopy(), link);
                    }
                }
            }
        }
    }

    private void addLinked(Target target, String name, ObjectNode attribute, Link link) {
        attribute.set(
                link.name(),
                JsonNodeFactory.instance
                        .objectNode()
                        .put("type", "Relationship")
                        .put("object", own.id()));
        try {
            draft(target).add(name, attribute);
        } catch (NgsiLdException e) {
            faults.add(name + ": link: " + e.getMessage());
        }
    }

    private static Target linked(String id, Link link) {
        var parts = id.split(":", 4);
        boolean tells = parts.length == 4 && id.startsWith("urn:ngsi-ld:");
        var type = link.type() == null ? (tells ? parts[2] : "Thing") : link.type();
        return new Target(id, List.of(type));
    }

    private EntityDraft draft(Target target) {
        return drafts.computeIfAbsent(target.id(), _ -> new EntityDraft(target, reader));
    }

    private Mapped finish() {
        var entities = new ArrayList<MappedEntity>();
        for (var draft : drafts.values()) {
            try {
                entities.add(draft.finish(profile.context()));
            } catch (NgsiLdException e) {
                faults.add(e.getMessage());
            }
        }
        return new Mapped(own.id(), entities, faults, variables.withoutValue());
    }

    private static String shortened(JsonNode node) {
        var text = node.toString();
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }
}
