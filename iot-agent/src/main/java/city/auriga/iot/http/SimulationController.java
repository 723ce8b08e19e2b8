package city.auriga.iot.http;

import city.auriga.iot.codec.Incoming;
import city.auriga.iot.device.DeviceDirectory;
import city.auriga.iot.device.GroupTopics;
import city.auriga.iot.device.Place;
import city.auriga.iot.device.ProvisioningException;
import city.auriga.iot.device.ProvisioningException.Code;
import city.auriga.iot.device.Sender;
import city.auriga.iot.device.Senders;
import city.auriga.iot.device.Senders.Answer;
import city.auriga.iot.payload.MessageKind;
import city.auriga.iot.payload.Protocol;
import city.auriga.iot.reading.DryRun;
import city.auriga.iot.reading.Reading;
import city.auriga.iot.reading.Reading.OfDevice;
import city.auriga.iot.reading.Reading.OfGroup;
import city.auriga.iot.reading.Reading.Transport;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /iot/devices/{id}/simulate}: what a payload would become. Nothing is written. */
@RestController
public class SimulationController {
    private final DeviceDirectory devices;
    private final Senders senders;
    private final GroupTopics topics;
    private final HttpSettings settings;
    private final InstantSource clock;

    public SimulationController(
            DeviceDirectory devices,
            Senders senders,
            GroupTopics topics,
            HttpSettings settings,
            InstantSource clock) {
        this.devices = devices;
        this.senders = senders;
        this.topics = topics;
        this.settings = settings;
        this.clock = clock;
    }

    @PostMapping("/iot/devices/{id}/simulate")
    ObjectNode simulate(@PathVariable String id, HttpServletRequest request) throws IOException {
        var parsed = new ProvisioningRequest(request, settings);
        var payload = parsed.bytes(settings.maxPayload());
        var topic = parsed.text("topic");
        return json(
                id,
                topic == null
                        ? simulate(id, payload, parsed, request.getRequestURI())
                        : simulate(id, payload, parsed.place(), topic));
    }

    private DryRun.Result simulate(
            String id, byte[] payload, ProvisioningRequest request, String source) {
        var place = request.place();
        var protocol = protocol(request);
        var apikey = apikey(place, id, request.text("apikey"));
        var resource = (protocol == null ? Protocol.JSON : protocol).resource();
        var address =
                new OfDevice(
                        protocol,
                        resource,
                        apikey,
                        id,
                        request.text("attribute"),
                        null,
                        MessageKind.MEASURES,
                        null);
        var reading = new Reading(Transport.HTTP, source, payload, address, now());
        return DryRun.of(reading, address, sender(place, resource, apikey, id));
    }

    /** As if it came on the topic of a group. */
    private DryRun.Result simulate(String id, byte[] payload, Place place, String topic) {
        var route =
                topics.preview(topic)
                        .orElseThrow(() ->
                                new ProvisioningException(
                                        Code.BAD_REQUEST,
                                        "topic: no group listens to '" + topic + "'"));
        var group = route.value().group();
        var sender = sender(place, group.resource(), group.apikey(), id);
        var message = new Incoming(topic, route.captures(), payload, now());
        return DryRun.of(
                Reading.of(route.value(), message),
                new OfGroup(route.value(), message),
                id,
                sender);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static @Nullable Protocol protocol(ProvisioningRequest request) {
        var tokens = Arrays.stream(Protocol.values()).map(Protocol::token).toList();
        var word = request.word("protocol", tokens);
        return Arrays.stream(Protocol.values())
                .filter(protocol -> protocol.token().equals(word))
                .findFirst()
                .orElse(null);
    }

    private String apikey(Place place, String id, @Nullable String given) {
        if (given != null) {
            return given;
        }
        var own = devices.apikey(place, id);
        if (own.isEmpty()) {
            throw new ProvisioningException(
                    Code.BAD_REQUEST,
                    "apikey: expected the one that '" + id + "' is heard with; it has none yet");
        }
        return own;
    }

    /** Only those of the place: an apikey leads to the groups of all tenants. */
    private Sender sender(Place place, String resource, String apikey, String id) {
        if (senders.preview(resource, apikey, id) instanceof Answer.Found(var sender)
                && sender.profile().tenant().equals(place.tenant())
                && sender.profile().path().equals(place.path())) {
            return sender;
        }
        throw new ProvisioningException(
                Code.DEVICE_NOT_FOUND,
                "no device '" + id + "' with this apikey, nor a group that would provision it");
    }

    private static ObjectNode json(String id, DryRun.Result result) {
        var body = JsonNodeFactory.instance.objectNode().put("device_id", id);
        var measures = body.putArray("measures");
        for (var tried : result.measures()) {
            var item = measures.addObject();
            var values = item.putObject("values");
            tried.measure().values().forEach(values::set);
            if (tried.measure().time() != null) {
                item.set("TimeInstant", tried.measure().time());
            }
            item.putArray("entities").addAll(tried.entities());
            item.set("refusals", RefusalsJson.of(tried.refusals()));
        }
        body.set("refusals", RefusalsJson.of(result.refusals()));
        return body;
    }
}
