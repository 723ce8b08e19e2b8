package city.auriga.iot.codec;

import city.auriga.iot.codec.Uplink.Availability;
import city.auriga.iot.codec.Uplink.CommandResult;
import city.auriga.iot.codec.Uplink.Reading;
import city.auriga.iot.codec.Uplink.State;
import city.auriga.iot.payload.JsonTree;
import city.auriga.iot.payload.PayloadException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Tasmota. What a message is about is the last level of its topic, capture {@code kind}. Times have
 * no zone: the one of the device counts. Results name commands, but do not say which of several of
 * one name they belong to.
 */
final class Tasmota implements Codec {
    static final String NAME = "tasmota";

    private static final Set<String> NO_VALUES =
            Set.of("Time", "TempUnit", "PressureUnit", "SpeedUnit");

    private final String fullTopic;

    /** Parameter {@code fullTopic}, as it is set in the devices. */
    Tasmota(Parameters parameters) {
        fullTopic = parameters.text("fullTopic", "%prefix%/%topic%/");
        if (!fullTopic.contains("%prefix%") || !fullTopic.contains("%topic%")) {
            throw parameters.wrong("fullTopic", "a topic with %prefix% and %topic%");
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> patterns() {
        return List.of(pattern("tele", "{kind}"), pattern("stat", "{kind}"));
    }

    @Override
    public List<String> commandPatterns() {
        return List.of(pattern("cmnd", "{command}"));
    }

    private String pattern(String prefix, String last) {
        var topic = fullTopic.endsWith("/") ? fullTopic : fullTopic + "/";
        return topic.replace("%prefix%", prefix).replace("%topic%", "{device}") + last;
    }

    @Override
    public List<Uplink> decode(Incoming message) {
        var device = message.require("device");
        var kind = message.require("kind");
        // An empty payload takes a retained message away.
        if (message.payload().length == 0) {
            return List.of();
        }
        return switch (kind) {
            case "LWT" -> List.of(new Availability(device, isOnline(message.payload())));
            case "SENSOR", "STATE" -> measured(device, Part.read(message.payload()));
            case "STATUS8", "STATUS10" -> status(message, device, "StatusSNS");
            case "STATUS11" -> status(message, device, "StatusSTS");
            case "RESULT" -> result(device, Part.read(message.payload()));
            default -> kind.matches("POWER\\d{0,2}") ? power(message, device, kind) : List.of();
        };
    }

    private static boolean isOnline(byte[] payload) {
        var text = JsonTree.text(payload).strip();
        return switch (text) {
            case "Online" -> true;
            case "Offline" -> false;
            default ->
                    throw new PayloadException(
                            "LWT: expected Online or Offline, found "
                                    + (text.length() > 40 ? "other text" : "'" + text + "'"));
        };
    }

    private static List<Uplink> status(Incoming message, String device, String member) {
        return measured(device, Part.read(message.payload()).requireObject(member));
    }

    private static List<Uplink> power(Incoming message, String device, String kind) {
        var draft = new MeasureDraft().add(kind, JsonTree.text(message.payload()).strip());
        return reading(device, draft, null);
    }

    private static List<Uplink> measured(String device, Part root) {
        var draft = new MeasureDraft().addMembersExcept(root.node(), NO_VALUES);
        for (var name : draft.names()) {
            draft.unit(name, unit(name, root));
        }
        return reading(device, draft, root.value("Time").orElse(null));
    }

    private static @Nullable String unit(String name, Part root) {
        return switch (name.substring(name.lastIndexOf('_') + 1)) {
            case "Temperature", "DewPoint" -> degrees(root);
            case "Humidity" -> "%";
            case "Pressure", "SeaPressure" -> root.text("PressureUnit").orElse(null);
            case "Illuminance" -> "lx";
            case "Power" -> name.startsWith("ENERGY_") ? "W" : null;
            case "Voltage" -> name.startsWith("ENERGY_") ? "V" : null;
            case "Current" -> name.startsWith("ENERGY_") ? "A" : null;
            case "Total", "Yesterday", "Today" -> name.startsWith("ENERGY_") ? "kWh" : null;
            default -> null;
        };
    }

    private static @Nullable String degrees(Part root) {
        return root.text("TempUnit").map(letter -> "°" + letter).orElse(null);
    }

    private static List<Uplink> reading(
            String device, MeasureDraft draft, @Nullable JsonNode time) {
        return draft.isEmpty() ? List.of() : List.of(new Reading(device, draft.finish(time), null));
    }

    /** Each member is the answer to a command of its name, and a new value. */
    private static List<Uplink> result(String device, Part root) {
        var uplinks = new ArrayList<Uplink>();
        var refusal = root.value("Command");
        if (refusal.isPresent()) {
            root.text("Input")
                    .ifPresent(input ->
                            uplinks.add(
                                    new CommandResult(
                                            device,
                                            input,
                                            State.ERROR,
                                            refusal.get().asString(""))));
            return uplinks;
        }
        uplinks.addAll(measured(device, root));
        for (var member : root.node().properties()) {
            if (!NO_VALUES.contains(member.getKey())) {
                var info = member.getValue();
                uplinks.add(
                        new CommandResult(
                                device,
                                member.getKey(),
                                State.OK,
                                info.isString() ? info.stringValue() : info.toString()));
            }
        }
        return uplinks;
    }

    /** A command without a value asks what is. */
    @Override
    public Optional<Downlink> command(Command command) {
        var value = command.value();
        var text = value.isNull() ? "" : value.isString() ? value.stringValue() : value.toString();
        return Optional.of(
                new Downlink(
                        command.topic(pattern("cmnd", "{command}")),
                        text.getBytes(StandardCharsets.UTF_8),
                        1,
                        false));
    }
}
