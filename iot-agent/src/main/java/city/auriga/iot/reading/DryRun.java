package city.auriga.iot.reading;

import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.mutation.ApplyReading;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.EntityWriter;
import city.auriga.core.representation.Rendering;
import city.auriga.iot.codec.Uplink;
import city.auriga.iot.device.Sender;
import city.auriga.iot.mapping.Arrival;
import city.auriga.iot.mapping.DeviceProfile;
import city.auriga.iot.mapping.MappedEntity;
import city.auriga.iot.mapping.Mapping;
import city.auriga.iot.payload.Measure;
import city.auriga.iot.payload.PayloadException;
import city.auriga.iot.reading.Reading.OfDevice;
import city.auriga.iot.reading.Reading.OfGroup;
import city.auriga.iot.reading.ReadingOutcome.Refusal;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What would become of a reading, without anything being written. */
public final class DryRun {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private DryRun() {}

    /**
     * One measure.
     *
     * @param entities normalized, as they would be if they were new
     */
    public record Tried(Measure measure, List<JsonNode> entities, List<Refusal> refusals) {
        public Tried {
            entities = List.copyOf(entities);
            refusals = List.copyOf(refusals);
        }
    }

    /**
     * All measures of a reading, or why it has none.
     *
     * @param refusals of the reading as a whole
     */
    public record Result(List<Tried> measures, List<Refusal> refusals) {
        public Result {
            measures = List.copyOf(measures);
            refusals = List.copyOf(refusals);
        }
    }

    /** Decodes and maps a reading as if it came from a sender. */
    public static Result of(Reading reading, OfDevice address, Sender sender) {
        try {
            var arrival = new Arrival(reading.received(), reading.source(), Map.of());
            var decoded = DeviceReadings.measures(reading, address, sender);
            return new Result(
                    decoded.measures().stream()
                            .map(measure -> tried(sender.profile(), measure, arrival))
                            .toList(),
                    decoded.faults().stream()
                            .map(fault -> new Refusal(Reason.PARSE, fault))
                            .toList());
        } catch (PayloadException e) {
            return new Result(List.of(), List.of(new Refusal(Reason.PARSE, e.getMessage())));
        }
    }

    /** The same of a message on the topic of a group, which may tell of other devices, too. */
    public static Result of(Reading reading, OfGroup address, String device, Sender sender) {
        var message = address.message();
        var arrival = new Arrival(reading.received(), reading.source(), message.captures());
        List<Uplink> uplinks;
        try {
            uplinks = address.listening().codec().decode(message);
        } catch (PayloadException e) {
            return new Result(List.of(), List.of(new Refusal(Reason.PARSE, e.getMessage())));
        }
        var measures = new ArrayList<Tried>();
        for (var uplink : uplinks) {
            if (uplink instanceof Uplink.Reading(var of, var measure, _) && of.equals(device)) {
                measures.add(tried(sender.profile(), measure, arrival));
            }
        }
        return new Result(
                measures,
                measures.isEmpty()
                        ? List.of(
                                new Refusal(
                                        Reason.UNIDENTIFIED,
                                        "nothing is measured by '" + device + "' in it"))
                        : List.of());
    }

    private static Tried tried(DeviceProfile profile, Measure measure, Arrival arrival) {
        var mapped = Mapping.of(profile, measure, arrival).apply(true);
        var refusals = new ArrayList<Refusal>();
        mapped.faults().forEach(fault -> refusals.add(new Refusal(Reason.MAPPING, fault)));
        var entities = new ArrayList<JsonNode>();
        for (var entity : mapped.entities()) {
            try {
                rendered(profile, entity, arrival.at()).ifPresent(entities::add);
            } catch (NgsiLdException e) {
                refusals.add(
                        new Refusal(
                                Reason.VALIDATION, entity.id().value() + ": " + e.getMessage()));
            }
        }
        return new Tried(measure, entities, refusals);
    }

    /** By the rules and the writer of the core, as of an entity that is new. */
    private static Optional<JsonNode> rendered(
            DeviceProfile profile, MappedEntity mapped, Instant now) {
        var created =
                new ApplyReading(mapped.id(), mapped.fragment(), profile.late(), profile.most())
                        .apply(null, now)
                        .entity();
        if (created == null) {
            return Optional.empty();
        }
        var text = new StringWriter();
        try (var out = MAPPER.createGenerator(text)) {
            new EntityWriter(Rendering.normalized(profile.context()).withContextInBody(true))
                    .write(out, created);
        }
        return Optional.of(MAPPER.readTree(text.toString()));
    }
}
