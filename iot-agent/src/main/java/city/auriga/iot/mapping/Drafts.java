package city.auriga.iot.mapping;

import city.auriga.core.model.NgsiLdNull;
import city.auriga.core.model.Uri;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.EntityReader;
import city.auriga.core.representation.InstanceFragment.Drop;
import city.auriga.core.representation.Names;
import city.auriga.core.representation.Purpose;
import city.auriga.iot.mapping.AttributeRule.Link;
import city.auriga.iot.mapping.Candidate.Description;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The entities that a measure is written to, while they are written. */
final class Drafts {
    private static final String OBSERVED_AT = "observedAt";

    private final DeviceProfile profile;
    private final Arrival arrival;
    private final Target own;
    private final List<String> faults;
    private final EntityReader reader;
    private final Map<String, EntityDraft> drafts = new LinkedHashMap<>();
    private final Map<String, ObjectNode> ownAttributes = new LinkedHashMap<>();

    /**
     * @param own the entity of the device
     * @param faults is told what is left out
     */
    Drafts(DeviceProfile profile, Arrival arrival, Target own, List<String> faults) {
        this.profile = profile;
        this.arrival = arrival;
        this.own = own;
        this.faults = faults;
        this.reader = new EntityReader(profile.context(), Purpose.CREATE);
    }

    /** The entity of the device is there, whether anything is written to it or not. */
    void begin() {
        draft(own);
    }

    /** The scopes that the entity of the device has from the beginning. */
    void scope() {
        if (!profile.scopes().isEmpty()) {
            draft(own).scopes(profile.scopes());
        }
    }

    /** Reads a time; empty, with a fault, if it is none that can be. */
    Optional<Instant> time(JsonNode told, String name) {
        var instant = Timestamps.parse(told, profile.zone());
        if (instant.isEmpty()) {
            faults.add(name + ": not a time: " + shortened(told));
        } else if (instant.get().isAfter(arrival.at().plus(profile.conventions().maxSkew()))) {
            faults.add(name + ": in the future: " + shortened(told));
            return Optional.empty();
        }
        return instant;
    }

    /**
     * Writes a value.
     *
     * @param observed when the rest of the measure was observed; null if nobody knows
     */
    void add(Candidate candidate, @Nullable Instant observed) {
        if (candidate.name().equals(Mapping.TIME)) {
            return;
        }
        try {
            if (candidate.value().isNull()) {
                remove(candidate, observed);
                return;
            }
            var attribute = attribute(candidate, observed);
            var draft = draft(candidate.target());
            draft.add(candidate.name(), attribute);
            candidate.handling().thinning().ifPresent(t -> draft.thin(expanded(candidate), t));
            boolean isOther =
                    attribute.has(Mapping.DATASET) && ownAttributes.containsKey(candidate.name());
            if (candidate.target().equals(own) && !isOther) {
                ownAttributes.put(candidate.name(), attribute);
            }
        } catch (MappingException | NgsiLdException e) {
            faults.add(candidate.name() + ": " + e.getMessage());
        }
    }

    private String expanded(Candidate candidate) {
        return Names.expandAttribute(candidate.name(), profile.context(), candidate.name());
    }

    private ObjectNode attribute(Candidate candidate, @Nullable Instant observed) {
        var attribute =
                Values.attribute(
                        candidate.type(),
                        candidate.value(),
                        candidate.handling().of(profile.conventions()));
        if (NgsiLdNull.isInside(candidate.value())) {
            throw new MappingException("the NGSI-LD Null is not a measure");
        }
        when(candidate, observed)
                .ifPresent(instant -> attribute.put(OBSERVED_AT, instant.toString()));
        candidate
                .metadata()
                .forEach(description -> describe(candidate.name(), attribute, description));
        return attribute;
    }

    private Optional<Instant> when(Candidate candidate, @Nullable Instant observed) {
        var its = candidate.observedAt();
        return its == null
                ? Optional.ofNullable(candidate.stamped() ? observed : null)
                : time(its, candidate.name() + ": observedAt");
    }

    private void remove(Candidate candidate, @Nullable Instant observed) {
        var datasetId =
                candidate.metadata().stream()
                        .filter(said -> said.name().equals(Mapping.DATASET))
                        .reduce((_, declared) -> declared)
                        .map(said -> text(said.value(), Mapping.DATASET))
                        .filter(set -> !set.equals("@none"))
                        .map(set -> Uri.require(set, Mapping.DATASET))
                        .orElse(null);
        var when =
                candidate.metadata().stream()
                        .filter(said -> isTime(said.name()))
                        .reduce((_, declared) -> declared)
                        .map(said -> past(said.value()))
                        .or(() -> when(candidate, observed))
                        .orElse(null);
        draft(candidate.target()).remove(expanded(candidate), new Drop(datasetId, when));
    }

    private static boolean isTime(String name) {
        return name.equals(Mapping.TIME) || name.equals(OBSERVED_AT);
    }

    private Instant past(JsonNode value) {
        return time(value, OBSERVED_AT).orElseThrow(() -> Values.unfit(value, "a time that was"));
    }

    private static String text(JsonNode value, String member) {
        if (!value.isString()) {
            throw Values.unfit(value, "a text as " + member);
        }
        return value.stringValue();
    }

    /**
     * @param path of the Attribute, for people
     */
    private void describe(String path, ObjectNode attribute, Description description) {
        var value = description.value();
        switch (description.name()) {
            case "unitCode", Mapping.DATASET, "objectType", "expiresAt" ->
                    attribute.set(description.name(), value);
            // What is declared goes before what a payload tells.
            case "valueType" -> attribute.putIfAbsent("valueType", value);
            case Mapping.TIME, OBSERVED_AT -> attribute.put(OBSERVED_AT, past(value).toString());
            default -> describeInside(path + "." + description.name(), attribute, description);
        }
    }

    /** What does not fit costs no more than itself. */
    private void describeInside(String path, ObjectNode attribute, Description description) {
        try {
            var name = Names.requireAttribute(description.name(), description.name());
            var inside =
                    Values.attribute(
                            description.type(), description.value(), profile.conventions());
            description.inner().forEach(inner -> describe(path, inside, inner));
            requireReadable(name, inside);
            attribute.set(name, inside);
        } catch (MappingException | NgsiLdException e) {
            faults.add(path + ": " + e.getMessage());
        }
    }

    private void requireReadable(String name, ObjectNode inside) {
        var nodes = JsonNodeFactory.instance;
        var outside = nodes.objectNode().put("type", "Property").put("value", 0);
        var _ = reader.fragment(nodes.objectNode().set("outside", outside.set(name, inside)));
    }

    /** What the targets of Relationships get, too; each attribute says whom it comes from. */
    void link(JsonNode ids, Link link) {
        for (var id : ids.isArray() ? ids : List.of(ids)) {
            var target = linked(id.asString(""), link);
            for (var name : link.attributes()) {
                var attribute = ownAttributes.get(name);
                if (attribute != null) {
                    addLinked(target, name, attribute.deepCopy(), link);
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

    /** A measure of which nothing fits makes no entity. */
    void dropEmpty() {
        drafts.values().removeIf(EntityDraft::isEmpty);
    }

    private EntityDraft draft(Target target) {
        return drafts.computeIfAbsent(target.id(), _ -> new EntityDraft(target, reader));
    }

    List<MappedEntity> finish() {
        var entities = new ArrayList<MappedEntity>();
        for (var draft : drafts.values()) {
            try {
                entities.add(draft.finish(profile.context()));
            } catch (NgsiLdException e) {
                faults.add(e.getMessage());
            }
        }
        return entities;
    }

    private static String shortened(JsonNode node) {
        var text = node.toString();
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }
}
