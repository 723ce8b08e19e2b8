package city.auriga.iot.codec;

import city.auriga.iot.codec.Lorawan.Reception;
import city.auriga.iot.codec.Uplink.CommandState;
import city.auriga.iot.codec.Uplink.Reading;
import city.auriga.iot.codec.Uplink.State;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Things Stack v3, by MQTT or webhook: its messages say by a member what they are about.
 * Members that are empty, 0 or false are left out by the network. The place of the apikey is the
 * application, with {@code @tenant} where there are tenants.
 */
final class TheThingsStack implements Codec {
    static final String NAME = "the-things-stack";

    /** Marks our own among the correlation ids of a downlink. */
    private static final String OURS = "auriga:command:";

    private static final String COMMANDS = "v3/{apikey}/devices/{device}/down/push";

    private static final List<String> PATTERNS =
            List.of(
                    "v3/{apikey}/devices/{device}/up",
                    "v3/{apikey}/devices/{device}/location/solved",
                    "v3/{apikey}/devices/{device}/down/sent",
                    "v3/{apikey}/devices/{device}/down/ack",
                    "v3/{apikey}/devices/{device}/down/nack",
                    "v3/{apikey}/devices/{device}/down/failed");

    private final Lorawan lorawan;
    private final boolean simulated;

    /**
     * Parameters: {@code cayenneLpp}, {@code port} and {@code confirmed} of LoRaWAN; {@code
     * simulated} takes uplinks that somebody simulated for real.
     */
    TheThingsStack(Parameters parameters) {
        lorawan = new Lorawan(parameters);
        simulated = parameters.flag("simulated", false);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> patterns() {
        return PATTERNS;
    }

    @Override
    public boolean namesDevices() {
        return true;
    }

    @Override
    public List<String> commandPatterns() {
        return List.of(COMMANDS);
    }

    @Override
    public List<Uplink> decode(Incoming message) {
        var root = Part.read(message.payload());
        if (root.flag("simulated") && !simulated) {
            return List.of();
        }
        var uplink = root.object("uplink_message");
        if (uplink.isPresent()) {
            return measured(device(message, root), root, uplink.get());
        }
        var location = root.object("location_solved");
        if (location.isPresent()) {
            return located(device(message, root), root, location.get());
        }
        return states(message, root);
    }

    private static String device(Incoming message, Part root) {
        var captured = message.capture("device");
        if (captured.isPresent()) {
            return captured.get();
        }
        var ids = root.requireObject("end_device_ids");
        return ids.text("device_id")
                .or(() -> ids.text("dev_eui"))
                .orElseThrow(() -> ids.missing("device_id"));
    }

    private List<Uplink> measured(String device, Part root, Part uplink) {
        var time = uplink.value("received_at").or(() -> root.value("received_at")).orElse(null);
        var session = uplink.text("session_key_id").orElse("");
        long frame = uplink.whole("f_cnt").orElse(0);
        var key = session + "/" + frame;
        var normalized = uplink.objects("normalized_payload");
        var readings = new ArrayList<Uplink>();
        if (normalized.isEmpty()) {
            var draft = new MeasureDraft();
            addDecoded(draft, uplink);
            addNetwork(draft, device, session, frame, uplink);
            readings.add(new Reading(device, draft.finish(time), key));
        }
        for (int i = 0; i < normalized.size(); i++) {
            var draft = new MeasureDraft();
            var own = normalized.get(i).value("time").orElse(time);
            for (var member : normalized.get(i).node().properties()) {
                if (!member.getKey().equals("time")) {
                    draft.add(member.getKey(), member.getValue());
                }
            }
            addNetwork(draft, device, session, frame, uplink);
            readings.add(new Reading(device, draft.finish(own), i == 0 ? key : key + "/" + i));
        }
        return readings;
    }

    private void addDecoded(MeasureDraft draft, Part uplink) {
        var decoded = uplink.object("decoded_payload");
        if (decoded.isPresent()) {
            draft.addMembers(decoded.get().node());
        } else {
            lorawan.addBytes(draft, uplink, "frm_payload", uplink.whole("f_port").orElse(0));
        }
    }

    private void addNetwork(
            MeasureDraft draft, String device, String session, long frame, Part uplink) {
        var receptions = new ArrayList<Reception>();
        for (var metadata : uplink.objects("rx_metadata")) {
            var gateway = metadata.object("gateway_ids").flatMap(ids -> ids.text("gateway_id"));
            Reception.of(metadata, gateway).ifPresent(receptions::add);
        }
        Lorawan.addReception(draft, receptions);
        uplink.object("settings")
                .flatMap(settings -> settings.object("data_rate"))
                .flatMap(rate -> rate.object("lora"))
                .flatMap(lora -> lora.value("spreading_factor"))
                .ifPresent(factor -> draft.addUnlessTaken("spreading_factor", factor));
        lorawan.addFrame(draft, device, session, frame, uplink.whole("f_port").orElse(0));
        battery(uplink)
                .ifPresent(percent -> {
                    if (!draft.names().contains("battery")) {
                        draft.add("battery", percent).unit("battery", "%");
                    }
                });
        location(uplink).ifPresent(point -> draft.addUnlessTaken("location", point));
    }

    private static Optional<JsonNode> battery(Part uplink) {
        var battery = uplink.value("last_battery_percentage");
        return battery.isPresent() && battery.get().isObject()
                ? uplink.requireObject("last_battery_percentage").value("value")
                : battery.filter(JsonNode::isNumber);
    }

    /** The device's own word first; what an operator entered, last. */
    private static Optional<ObjectNode> location(Part uplink) {
        var locations = uplink.object("locations");
        if (locations.isEmpty()) {
            return Optional.empty();
        }
        var sources = new ArrayList<>(List.of("frm-payload"));
        for (var member : locations.get().node().properties()) {
            if (!member.getKey().equals("user")) {
                sources.add(member.getKey());
            }
        }
        sources.add("user");
        return sources.stream()
                .flatMap(source -> locations.get().object(source).stream())
                .flatMap(location -> Points.read(location).stream())
                .findFirst();
    }

    private static List<Uplink> located(String device, Part root, Part solved) {
        var location = solved.requireObject("location");
        var draft = new MeasureDraft();
        Points.read(location).ifPresent(point -> draft.add("location", point));
        location.value("accuracy").ifPresent(meters -> draft.add("location_accuracy", meters));
        draft.unit("location_accuracy", "m");
        var time = root.value("received_at").orElse(null);
        return draft.isEmpty() ? List.of() : List.of(new Reading(device, draft.finish(time), null));
    }

    private static List<Uplink> states(Incoming message, Part root) {
        var states = new ArrayList<Uplink>();
        root.object("downlink_sent")
                .ifPresent(sent -> addStates(states, message, root, sent, State.DELIVERED, null));
        root.object("downlink_ack")
                .ifPresent(ack -> addStates(states, message, root, ack, State.OK, null));
        root.object("downlink_nack")
                .ifPresent(nack ->
                        addStates(
                                states,
                                message,
                                root,
                                nack,
                                State.ERROR,
                                "the device did not confirm it"));
        var failed = root.object("downlink_failed");
        if (failed.isPresent()) {
            var downlink = failed.get().object("downlink").orElse(failed.get());
            addStates(states, message, root, downlink, State.ERROR, reason(failed.get()));
        }
        return states;
    }

    private static String reason(Part failed) {
        var error = failed.object("error");
        return error.flatMap(part -> part.text("message_format"))
                .or(() -> error.flatMap(part -> part.text("name")))
                .orElse("the network gave it up");
    }

    private static void addStates(
            List<Uplink> states,
            Incoming message,
            Part root,
            Part downlink,
            State state,
            @Nullable String info) {
        var ids = downlink.value("correlation_ids").or(() -> root.value("correlation_ids"));
        if (ids.isEmpty()) {
            return;
        }
        if (!ids.get().isArray()) {
            throw Part.unlike("correlation_ids", "an array of texts", ids.get());
        }
        for (var id : ids.get()) {
            if (id.isString() && id.stringValue().startsWith(OURS)) {
                var command = id.stringValue().substring(OURS.length());
                states.add(new CommandState(device(message, root), command, state, info));
            }
        }
    }

    /**
     * A value with {@code frm_payload} or {@code decoded_payload} is the downlink itself; any other
     * is for the formatter of the device, under the name of the command.
     */
    @Override
    public Optional<Downlink> command(Command command) {
        var nodes = JsonNodeFactory.instance;
        var downlink = nodes.objectNode();
        downlink.put("f_port", lorawan.commandPort);
        downlink.put("priority", "NORMAL");
        downlink.put("confirmed", lorawan.confirmed);
        if (command.value().has("frm_payload") || command.value().has("decoded_payload")) {
            command.value().properties().forEach(m -> downlink.set(m.getKey(), m.getValue()));
        } else {
            downlink.putObject("decoded_payload").set(command.name(), command.value());
        }
        downlink.putArray("correlation_ids").add(OURS + command.id());
        var body = nodes.objectNode();
        body.putArray("downlinks").add(downlink);
        return Optional.of(
                new Downlink(
                        command.topic(COMMANDS),
                        body.toString().getBytes(StandardCharsets.UTF_8),
                        0,
                        false));
    }

    @Override
    public long remembered() {
        return lorawan.remembered();
    }
}
