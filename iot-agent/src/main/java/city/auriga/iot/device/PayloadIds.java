package city.auriga.iot.device;

import city.auriga.iot.codec.Codec;
import city.auriga.iot.codec.Command;
import city.auriga.iot.codec.Downlink;
import city.auriga.iot.codec.Incoming;
import city.auriga.iot.codec.Uplink;
import city.auriga.iot.codec.Uplink.Reading;
import city.auriga.iot.codec.Uplink.Unexplained;
import city.auriga.iot.expression.EvaluationContext;
import city.auriga.iot.expression.Expression;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A codec whose readings are of the devices that an expression names, by what they measured and
 * what the topic captures.
 */
final class PayloadIds implements Codec {
    private static final String DEVICE = "device";

    /** What the codec takes for the device if the topic names none. */
    private static final String NOBODY = "?";

    private final Codec codec;
    private final Expression device;

    PayloadIds(Codec codec, Expression device) {
        this.codec = codec;
        this.device = device;
    }

    @Override
    public String name() {
        return codec.name();
    }

    @Override
    public List<String> patterns() {
        return codec.patterns();
    }

    @Override
    public List<Uplink> decode(Incoming message) {
        var captures = new HashMap<>(message.captures());
        captures.putIfAbsent(DEVICE, NOBODY);
        var complete =
                new Incoming(message.topic(), captures, message.payload(), message.received());
        return codec.decode(complete).stream().map(uplink -> named(uplink, message)).toList();
    }

    private Uplink named(Uplink uplink, Incoming message) {
        if (!(uplink instanceof Reading(var told, var measure, var duplicateKey))) {
            return uplink;
        }
        var variables = new HashMap<String, JsonNode>();
        message.captures().forEach((name, value) -> variables.put(name, text(value)));
        if (!told.equals(NOBODY)) {
            variables.put(DEVICE, text(told));
        }
        variables.put("$topic", text(message.topic()));
        variables.put("$receivedAt", text(message.received().toString()));
        variables.putAll(measure.values());
        var id = id(variables, message);
        return id == null
                ? new Unexplained(told, "deviceIdExp: no value for this measure")
                : new Reading(id, measure, duplicateKey);
    }

    private static JsonNode text(String text) {
        return JsonNodeFactory.instance.stringNode(text);
    }

    private @Nullable String id(Map<String, JsonNode> variables, Incoming message) {
        var clock = InstantSource.fixed(message.received());
        var id = device.evaluate(new EvaluationContext(variables, clock, ZoneOffset.UTC));
        return id == null || id.isContainer() || id.isNull() || id.asString().isBlank()
                ? null
                : id.asString();
    }

    @Override
    public Optional<Downlink> command(Command command) {
        return codec.command(command);
    }

    @Override
    public List<String> commandPatterns() {
        return codec.commandPatterns();
    }

    @Override
    public boolean answersByMeasures() {
        return codec.answersByMeasures();
    }

    @Override
    public String order(Incoming message) {
        return codec.order(message);
    }

    @Override
    public boolean namesDevices() {
        return true;
    }

    @Override
    public List<String> retainedPatterns() {
        return codec.retainedPatterns();
    }

    @Override
    public long remembered() {
        return codec.remembered();
    }
}
