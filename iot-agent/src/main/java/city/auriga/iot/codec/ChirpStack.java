package city.auriga.iot.codec;

import city.auriga.iot.codec.Lorawan.Reception;
import city.auriga.iot.codec.Uplink.CommandState;
import city.auriga.iot.codec.Uplink.Reading;
import city.auriga.iot.codec.Uplink.State;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * ChirpStack v4 with JSON. The topic says what a message is about: capture {@code event}. The place
 * of the apikey is the application.
 */
final class ChirpStack implements Codec {
    static final String NAME = "chirpstack";
    private static final String COMMANDS = "application/{apikey}/device/{device}/command/down";

    private final Lorawan lorawan;

    /** Parameters: {@code cayenneLpp}, {@code port} and {@code confirmed} of LoRaWAN. */
    ChirpStack(Parameters parameters) {
        lorawan = new Lorawan(parameters);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> patterns() {
        return List.of("application/{apikey}/device/{device}/event/{event}");
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
        var event = message.require("event");
        return switch (event) {
            case "up" -> measured(message, Part.read(message.payload()));
            case "status" -> status(message, Part.read(message.payload()));
            case "location" -> located(message, Part.read(message.payload()));
            case "txack" -> sent(message, Part.read(message.payload()));
            case "ack" -> acknowledged(message, Part.read(message.payload()));
            case "log" -> failed(message, Part.read(message.payload()));
            default -> List.of();
        };
    }

    private static String device(Incoming message, Part root) {
        return message.capture("device")
                .orElseGet(() -> root.requireObject("deviceInfo").requireText("devEui"));
    }

    private List<Uplink> measured(Incoming message, Part root) {
        var device = device(message, root);
        long port = root.whole("fPort").orElse(0);
        var draft = new MeasureDraft();
        var object = root.object("object");
        if (object.isPresent()) {
            draft.addMembers(object.get().node());
        } else {
            lorawan.addBytes(draft, root, "data", port);
        }
        addReception(draft, root);
        lorawan.addFrame(
                draft, device, root.text("devAddr").orElse(""), root.whole("fCnt").orElse(0), port);
        return reading(device, root, draft);
    }

    private static void addReception(MeasureDraft draft, Part root) {
        var receptions = new ArrayList<Reception>();
        for (var reception : root.objects("rxInfo")) {
            Reception.of(reception, reception.text("gatewayId")).ifPresent(receptions::add);
        }
        Lorawan.addReception(draft, receptions);
        root.object("txInfo")
                .flatMap(info -> info.object("modulation"))
                .flatMap(modulation -> modulation.object("lora"))
                .flatMap(lora -> lora.value("spreadingFactor"))
                .ifPresent(factor -> draft.addUnlessTaken("spreading_factor", factor));
    }

    private static List<Uplink> status(Incoming message, Part root) {
        var draft = new MeasureDraft();
        root.value("margin").ifPresent(margin -> draft.add("margin", margin));
        boolean external = root.flag("externalPowerSource");
        draft.add("external_power", JsonNodeFactory.instance.booleanNode(external));
        if (!external && !root.flag("batteryLevelUnavailable")) {
            root.value("batteryLevel")
                    .ifPresent(level -> draft.add("battery", level).unit("battery", "%"));
        }
        return reading(device(message, root), root, draft);
    }

    private static List<Uplink> located(Incoming message, Part root) {
        var location = root.requireObject("location");
        var draft = new MeasureDraft();
        Points.read(location).ifPresent(point -> draft.add("location", point));
        location.value("accuracy").ifPresent(meters -> draft.add("location_accuracy", meters));
        draft.unit("location_accuracy", "m");
        return draft.isEmpty() ? List.of() : reading(device(message, root), root, draft);
    }

    /** Tags that operators gave the device come with every reading, as {@code tag_…}. */
    private static List<Uplink> reading(String device, Part root, MeasureDraft draft) {
        root.object("deviceInfo")
                .flatMap(info -> info.object("tags"))
                .ifPresent(tags -> draft.add("tag", tags.node()));
        return List.of(
                new Reading(
                        device,
                        draft.finish(root.value("time").orElse(null)),
                        root.text("deduplicationId").orElse(null)));
    }

    private static List<Uplink> sent(Incoming message, Part root) {
        return root.text("queueItemId")
                .<List<Uplink>>map(id ->
                        List.of(new CommandState(device(message, root), id, State.DELIVERED, null)))
                .orElse(List.of());
    }

    private static List<Uplink> acknowledged(Incoming message, Part root) {
        boolean taken = root.flag("acknowledged");
        var state = taken ? State.OK : State.ERROR;
        var info = taken ? null : "the device did not confirm it";
        return root.text("queueItemId")
                .<List<Uplink>>map(
                        id -> List.of(new CommandState(device(message, root), id, state, info)))
                .orElse(List.of());
    }

    /** Errors that name an item of the queue are the end of a command. */
    private static List<Uplink> failed(Incoming message, Part root) {
        var item = root.object("context").flatMap(context -> context.text("queue_item_id"));
        if (item.isEmpty() || !root.text("level").orElse("").equals("ERROR")) {
            return List.of();
        }
        var info = root.text("description").or(() -> root.text("code")).orElse("error");
        return List.of(new CommandState(device(message, root), item.get(), State.ERROR, info));
    }

    /**
     * A value with {@code data} or {@code object} is the item of the queue itself; any other is for
     * the codec of the device, under the name of the command.
     */
    @Override
    public Optional<Downlink> command(Command command) {
        var item = JsonNodeFactory.instance.objectNode();
        item.put("confirmed", lorawan.confirmed);
        item.put("fPort", lorawan.commandPort);
        JsonNode value = command.value();
        if (value.has("data") || value.has("object")) {
            value.properties().forEach(member -> item.set(member.getKey(), member.getValue()));
        } else {
            item.putObject("object").set(command.name(), value);
        }
        item.put("devEui", command.device());
        item.put("id", command.id());
        return Optional.of(
                new Downlink(
                        command.topic(COMMANDS),
                        item.toString().getBytes(StandardCharsets.UTF_8),
                        0,
                        false));
    }

    @Override
    public long remembered() {
        return lorawan.remembered();
    }
}
