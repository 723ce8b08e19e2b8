package city.auriga.iot.mapping;

import city.auriga.core.model.NgsiLdNull;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.EntityReader;
import city.auriga.core.representation.Purpose;
import city.auriga.iot.mapping.AttributeRule.MetadataRule;
import city.auriga.iot.mapping.AttributeRule.Target;
import city.auriga.iot.payload.Measure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns one measure into entities. What does not fit is left out with a fault; the rest goes on.
 */
public final class Mapping {
    private static final String TIME = "TimeInstant";
    private static final String OBSERVED_AT = "observedAt";

    /** A clock of a device may be ahead of ours by this much. */
    private static final Duration MAX_SKEW = Duration.ofMinutes(10);

    private final DeviceProfile profile;
    private final Instant received;
    private final EntityReader reader;
    private final Map<String, EntityDraft> drafts = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private @Nullable Instant observedAt;

    private Mapping(DeviceProfile profile, Instant received) {
        this.profile = profile;
        this.received = received;
        this.reader = new EntityReader(profile.context(), Purpose.CREATE);
    }

    /**
     * @param received when the measure arrived, whole microseconds
     * @param first whether what never changes (static attributes, scope) is written too
     */
    public static Mapped apply(
            DeviceProfile profile, Measure measure, Instant received, boolean first) {
        var mapping = new Mapping(profile, received);
        if (first) {
            mapping.addConstants();
        }
        mapping.addMeasured(measure);
        return mapping.finish();
    }

    /** The entity of a device without any measure. */
    public static Mapped constants(DeviceProfile profile, Instant now) {
        var mapping = new Mapping(profile, now);
        mapping.draft(profile.entity());
        mapping.addConstants();
        return mapping.finish();
    }

    private void addConstants() {
        if (!profile.path().equals("/")) {
            draft(profile.entity()).scope(profile.path());
        }
        for (var rule : profile.statics()) {
            add(profile.entity(), rule.name(), rule.kind(), rule.value(), rule.metadata(), null);
        }
    }

    private void addMeasured(Measure measure) {
        var consumed = new HashSet<String>();
        observedAt = time(measure, consumed);
        for (var rule : profile.rules()) {
            find(rule, measure, consumed)
                    .ifPresent(value -> {
                        var target = rule.target() == null ? profile.entity() : rule.target();
                        add(target, rule.name(), rule.kind(), value, rule.metadata(), observedAt);
                    });
        }
        if (profile.explicit()) {
            return;
        }
        measure.values()
                .forEach((name, value) -> {
                    if (!consumed.contains(name) && !value.isNull()) {
                        add(profile.entity(), name, ValueKind.PLAIN, value, List.of(), observedAt);
                    }
                });
    }

    private static Optional<JsonNode> find(
            AttributeRule rule, Measure measure, Set<String> consumed) {
        for (var measured : List.of(rule.objectId(), rule.name())) {
            var value = measure.values().get(measured);
            if (value != null && rule.takes(measured)) {
                consumed.add(measured);
                return rule.skips(value) ? Optional.empty() : Optional.of(value);
            }
        }
        return Optional.empty();
    }

    /** When it was measured: by the device's word, else by our clock if that is wanted. */
    private @Nullable Instant time(Measure measure, Set<String> consumed) {
        JsonNode told = measure.time();
        for (var rule : profile.rules()) {
            if (rule.name().equals(TIME) && measure.values().containsKey(rule.objectId())) {
                told = measure.values().get(rule.objectId());
                consumed.add(rule.objectId());
            }
        }
        var arrival = profile.stamp() ? received : null;
        if (told == null || told.isNull()) {
            return arrival;
        }
        var instant = Timestamps.parse(told, profile.zone());
        if (instant.isEmpty()) {
            faults.add("TimeInstant: not a time: " + shortened(told));
            return received;
        }
        if (instant.get().isAfter(received.plus(MAX_SKEW))) {
            faults.add("TimeInstant: in the future: " + shortened(told));
            return received;
        }
        return instant.get();
    }

    private void add(
            Target target,
            String name,
            ValueKind kind,
            JsonNode value,
            List<MetadataRule> metadata,
            @Nullable Instant observed) {
        if (name.equals(TIME)) {
            return;
        }
        try {
            var attribute = Values.attribute(kind, value, profile.zone());
            if (NgsiLdNull.isInside(value)) {
                throw new MappingException("the NGSI-LD Null is not a measure");
            }
            if (observed != null) {
                attribute.put(OBSERVED_AT, observed.toString());
            }
            metadata.forEach(rule -> describe(attribute, rule));
            draft(target).add(name, attribute);
        } catch (MappingException | NgsiLdException e) {
            faults.add(name + ": " + e.getMessage());
        }
    }

    private void describe(ObjectNode attribute, MetadataRule rule) {
        switch (rule.name()) {
            case "unitCode", "datasetId" -> attribute.set(rule.name(), rule.value());
            case TIME, OBSERVED_AT ->
                    attribute.put(
                            OBSERVED_AT,
                            Timestamps.parse(rule.value(), profile.zone())
                                    .orElseThrow(() -> Values.unfit(rule.value(), "a time"))
                                    .toString());
            default ->
                    attribute.set(
                            rule.name(),
                            Values.attribute(rule.kind(), rule.value(), profile.zone()));
        }
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
        return new Mapped(entities, faults);
    }

    private static String shortened(JsonNode node) {
        var text = node.toString();
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }
}
