package city.auriga.iot.payload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The topic of a measure: {@code [/][protocol/]apikey/device/attrs[/name]}. Instead of {@code
 * attrs} it has {@code cmdexe} for an answer to a command, and {@code configuration/commands} for a
 * request for values of the Entity.
 *
 * @param protocol null in the old form without it; the group decides then
 * @param attribute the one attribute that the payload is the value of; null if the payload names
 *     its attributes
 */
public record Topic(
        @Nullable Protocol protocol,
        String apikey,
        String device,
        @Nullable String attribute,
        MessageKind kind) {
    private static final String MEASURES = "attrs";
    private static final String RESULTS = "cmdexe";
    private static final List<String> CONFIGURATION = List.of("configuration", "commands");

    public Topic(
            @Nullable Protocol protocol, String apikey, String device, @Nullable String attribute) {
        this(protocol, apikey, device, attribute, MessageKind.MEASURES);
    }

    /** The measure that a topic announces, or empty if it is some other topic. */
    public static Optional<Topic> parse(String text) {
        var levels =
                Arrays.asList((text.startsWith("/") ? text.substring(1) : text).split("/", -1));
        if (levels.size() < 3 || levels.size() > 5 || levels.contains("")) {
            return Optional.empty();
        }
        var protocol = Protocol.withToken(levels.getFirst());
        // An apikey may be called "json" too: /json/<device>/attrs has no room for a protocol.
        return protocol.isPresent() && kind(levels).isEmpty()
                ? topic(protocol.get(), levels.subList(1, levels.size()))
                : topic(null, levels);
    }

    private static Optional<Topic> topic(@Nullable Protocol protocol, List<String> levels) {
        return kind(levels)
                .filter(kind -> levels.size() <= mostLevels(kind))
                .map(kind ->
                        new Topic(
                                protocol,
                                levels.get(0),
                                levels.get(1),
                                kind == MessageKind.MEASURES && levels.size() == 4
                                        ? levels.get(3)
                                        : null,
                                kind));
    }

    /** By what stands behind apikey and device. */
    private static Optional<MessageKind> kind(List<String> levels) {
        var behind = levels.subList(Math.min(2, levels.size()), levels.size());
        if (behind.isEmpty()) {
            return Optional.empty();
        }
        return switch (behind.getFirst()) {
            case MEASURES -> Optional.of(MessageKind.MEASURES);
            case RESULTS -> Optional.of(MessageKind.RESULTS);
            default ->
                    behind.equals(CONFIGURATION)
                            ? Optional.of(MessageKind.CONFIGURATION)
                            : Optional.empty();
        };
    }

    private static int mostLevels(MessageKind kind) {
        return kind == MessageKind.RESULTS ? 3 : 4;
    }

    /**
     * Whether a device can have topics: one that never named its apikey has none, and some names
     * cannot be in one.
     */
    public static boolean isPossible(String apikey, String device) {
        return !apikey.isEmpty()
                && (apikey + device).chars().noneMatch(c -> "+#/\0".indexOf(c) >= 0);
    }

    /** Where a device sends what it measures. */
    public static String ofMeasures(Protocol protocol, String apikey, String device) {
        return "/" + protocol.token() + "/" + apikey + "/" + device + "/" + MEASURES;
    }

    /** Where a device answers to a command. */
    public static String ofAnswers(Protocol protocol, String apikey, String device) {
        return "/" + protocol.token() + "/" + apikey + "/" + device + "/" + RESULTS;
    }

    /** What to subscribe to at a broker to get all of them. */
    public static List<String> filters() {
        var filters = new ArrayList<String>();
        for (var attrs :
                List.of("+/+/attrs", "+/+/attrs/+", "+/+/cmdexe", "+/+/configuration/commands")) {
            filters.add("/" + attrs);
            filters.add(attrs);
            for (var protocol : Protocol.values()) {
                filters.add("/" + protocol.token() + "/" + attrs);
                filters.add(protocol.token() + "/" + attrs);
            }
        }
        return List.copyOf(filters);
    }
}
