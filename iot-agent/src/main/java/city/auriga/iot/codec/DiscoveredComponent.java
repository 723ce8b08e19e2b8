package city.auriga.iot.codec;

import city.auriga.iot.payload.PayloadException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * One value of a device, or something that it can be told, as Home Assistant discovery describes
 * it.
 *
 * @param device first of its identifiers
 * @param name of the value and of the command
 * @param kind component: {@code sensor}, {@code switch} and so on
 * @param state where the value is published; null if nowhere
 * @param value where it stands there
 * @param json whether state and commands are objects, as of lights with that schema
 * @param unit text of its unit; null if it has none
 * @param on text of a state that is true
 * @param off text of a state that is false
 * @param available where it is told whether the device is there
 * @param mode what several words about that mean
 * @param order how it is told something; null if it cannot
 */
public record DiscoveredComponent(
        String device,
        String name,
        String kind,
        @Nullable String state,
        ValueTemplate value,
        boolean json,
        @Nullable String unit,
        String on,
        String off,
        List<Availability> available,
        Mode mode,
        @Nullable Order order) {
    /** Components that are on or off. */
    static final Set<String> SWITCHED =
            Set.of("binary_sensor", "fan", "humidifier", "light", "siren", "switch");

    private static final int FIXED_WEIGHT = 500;

    public DiscoveredComponent {
        available = List.copyOf(available);
    }

    /** When a device is there that counts on several topics. */
    public enum Mode {
        /** If the last word says so. */
        LATEST,
        /** If all say so. */
        ALL,
        /** If one says so. */
        ANY
    }

    /**
     * @param there payload that says so
     * @param gone payload that says the contrary
     */
    public record Availability(String topic, ValueTemplate value, String there, String gone) {
        /** Other texts say nothing, as for Home Assistant. */
        Optional<Boolean> isThere(HeardState heard) {
            var told = value.value(heard);
            if (told.filter(text -> isText(there, text)).isPresent()) {
                return Optional.of(true);
            }
            return told.filter(text -> isText(gone, text)).map(_ -> false);
        }

        /** The same of what was said before. */
        Optional<Boolean> wasThere(String word) {
            try {
                return isThere(new HeardState(word.getBytes(StandardCharsets.UTF_8)));
            } catch (PayloadException meaningless) {
                return Optional.empty();
            }
        }
    }

    /**
     * How a component is told something.
     *
     * @param before text in front of the value in the payload
     * @param after text behind it
     * @param on payload for true, and of what is only pressed
     * @param off payload for false
     */
    public record Order(
            String topic,
            String before,
            String after,
            String on,
            String off,
            int qos,
            boolean retain) {}

    /**
     * What of it is told on a topic: all of it, or whether the device is there; empty if nothing
     * is. Of components of one device that is the same, so that it counts once.
     */
    public Optional<DiscoveredComponent> on(String topic) {
        if (topic.equals(state)) {
            return Optional.of(this);
        }
        return available.stream().noneMatch(one -> one.topic.equals(topic))
                ? Optional.empty()
                : Optional.of(
                        new DiscoveredComponent(
                                device,
                                "",
                                "",
                                null,
                                ValueTemplate.WHOLE,
                                false,
                                null,
                                "",
                                "",
                                available,
                                mode,
                                null));
    }

    /** Whether the last words of several topics say if the device is there. */
    public boolean needsOthers() {
        return mode != Mode.LATEST && available.size() > 1;
    }

    /** About the bytes that it takes. */
    public int weight() {
        int weight = FIXED_WEIGHT + 2 * (device.length() + name.length());
        weight += 2 * (on.length() + off.length() + (state == null ? 0 : state.length()));
        weight += 2 * (unit == null ? 0 : unit.length());
        weight += weight(value);
        for (var one : available) {
            weight += 200 + 2 * (one.topic.length() + one.there.length() + one.gone.length());
            weight += weight(one.value);
        }
        if (order != null) {
            weight += 2 * (order.topic.length() + order.before.length() + order.after.length());
            weight += 2 * (order.on.length() + order.off.length());
        }
        return weight;
    }

    private static int weight(ValueTemplate template) {
        var path = template.path();
        return path == null ? 0 : path.stream().mapToInt(step -> 60 + 2 * step.length()).sum();
    }

    /**
     * The payload of a command.
     *
     * @throws IllegalArgumentException if there is nothing to say
     */
    String payload(Order how, JsonNode told) {
        if (kind.equals("button") || kind.equals("scene")) {
            return how.on;
        }
        if (told.isNull()) {
            throw new IllegalArgumentException("'" + name + "' needs a value");
        }
        var said = told.isBoolean() ? told.booleanValue() ? how.on : how.off : text(told);
        return json && !told.isObject()
                ? JsonNodeFactory.instance.objectNode().put("state", said).toString()
                : how.before + said + how.after;
    }

    /** A value as a text of a message. */
    static String text(JsonNode value) {
        return value.isString() ? value.stringValue() : value.toString();
    }

    /** Whether a value stands for true, or for false; null if for neither. */
    @Nullable BooleanNode isOn(JsonNode value) {
        if (isText(on, value)) {
            return BooleanNode.TRUE;
        }
        return isText(off, value) ? BooleanNode.FALSE : null;
    }

    /** Templates of Home Assistant write True for true. */
    static boolean isText(String text, JsonNode value) {
        return value.isBoolean() ? text.equalsIgnoreCase(text(value)) : text.equals(text(value));
    }
}
