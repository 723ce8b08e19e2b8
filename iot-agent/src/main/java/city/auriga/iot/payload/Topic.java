package city.auriga.iot.payload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The topic of a measure: {@code [/][protocol/]apikey/device/attrs[/name]}.
 *
 * @param protocol null in the old form without it; the group decides then
 * @param attribute the one attribute that the payload is the value of; null if the payload names
 *     its attributes
 * @param result whether it is that of an answer to a command: {@code cmdexe} stands for {@code
 *     attrs} then
 */
public record Topic(
        @Nullable Protocol protocol,
        String apikey,
        String device,
        @Nullable String attribute,
        boolean result) {
    private static final String MEASURES = "attrs";
    private static final String RESULTS = "cmdexe";

    public Topic(
            @Nullable Protocol protocol, String apikey, String device, @Nullable String attribute) {
        this(protocol, apikey, device, attribute, false);
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
        return protocol.isPresent() && !isLast(levels.get(2))
                ? measures(protocol.get(), levels.subList(1, levels.size()))
                : measures(null, levels);
    }

    private static Optional<Topic> measures(@Nullable Protocol protocol, List<String> levels) {
        if (levels.size() < 3 || levels.size() > 4 || !isLast(levels.get(2))) {
            return Optional.empty();
        }
        if (levels.get(2).equals(RESULTS)) {
            return levels.size() == 3
                    ? Optional.of(new Topic(protocol, levels.get(0), levels.get(1), null, true))
                    : Optional.empty();
        }
        var attribute = levels.size() == 4 ? levels.get(3) : null;
        return Optional.of(new Topic(protocol, levels.get(0), levels.get(1), attribute));
    }

    private static boolean isLast(String level) {
        return level.equals(MEASURES) || level.equals(RESULTS);
    }

    /** Where a device answers to a command. */
    public static String ofAnswers(Protocol protocol, String apikey, String device) {
        return "/" + protocol.token() + "/" + apikey + "/" + device + "/" + RESULTS;
    }

    /** What to subscribe to at a broker to get all measures and answers to commands. */
    public static List<String> filters() {
        var filters = new ArrayList<String>();
        for (var attrs : List.of("+/+/attrs", "+/+/attrs/+", "+/+/cmdexe")) {
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
