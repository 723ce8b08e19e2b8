package city.auriga.iot.payload;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What a device says of a command.
 *
 * @param device the one that the payload names; null if it names none
 * @param result as it came
 */
public record CommandReply(@Nullable String device, String command, JsonNode result) {
    /** Names the command in an envelope. */
    static final String ID = "_id";

    private static final char GROUP = '#';
    private static final char FIELD = '|';

    /** Whether a payload on the way of measures is about commands: UltraLight tells by an @. */
    public static boolean is(Protocol protocol, byte[] payload) {
        if (protocol != Protocol.ULTRALIGHT) {
            return false;
        }
        for (byte b : payload) {
            if (b == '@' || b == FIELD || b == GROUP) {
                return b == '@';
            }
        }
        return false;
    }

    /**
     * @throws PayloadException if the payload does not follow its format
     */
    public static List<CommandReply> decode(Protocol protocol, byte[] payload) {
        return switch (protocol) {
            case JSON -> json(JsonTree.read(payload));
            case ULTRALIGHT ->
                    UltraLight.split(JsonTree.text(payload).strip(), GROUP).stream()
                            .map(CommandReply::group)
                            .toList();
        };
    }

    /** What a device says of its commands, and of which one, if it says that. */
    public record Enveloped(@Nullable UUID id, List<CommandReply> replies) {}

    /**
     * As {@link #decode}, of a device that is told the ids of its commands.
     *
     * @throws PayloadException if the payload does not follow its format
     */
    public static Enveloped decodeEnveloped(Protocol protocol, byte[] payload) {
        var all = decode(protocol, payload);
        var id = all.stream().filter(reply -> reply.command.equals(ID)).findFirst();
        return new Enveloped(
                id.map(CommandReply::id).orElse(null),
                all.stream().filter(reply -> !reply.command.equals(ID)).toList());
    }

    private UUID id() {
        try {
            return UUID.fromString(result.asString(""));
        } catch (IllegalArgumentException e) {
            throw new PayloadException("_id: expected that of a command, found " + result);
        }
    }

    /**
     * The result in what a device answered to a request that brought it a command: any text, or a
     * reply in the form of its protocol.
     */
    public static JsonNode resultIn(Protocol protocol, String command, byte[] answer) {
        try {
            return decode(protocol, answer).stream()
                    .filter(reply -> reply.command.equals(command))
                    .findFirst()
                    .map(CommandReply::result)
                    .orElseGet(() -> any(answer));
        } catch (PayloadException free) {
            return any(answer);
        }
    }

    private static JsonNode any(byte[] answer) {
        var text = new String(answer, StandardCharsets.UTF_8).strip();
        return JsonTree.find(text).orElseGet(() -> JsonNodeFactory.instance.stringNode(text));
    }

    private static List<CommandReply> json(JsonNode root) {
        if (!root.isObject() || root.isEmpty()) {
            throw new PayloadException(
                    "expected an object of results by command, found "
                            + root.getNodeType().name().toLowerCase(Locale.ROOT));
        }
        return root.properties().stream()
                .map(member -> new CommandReply(null, member.getKey(), member.getValue()))
                .toList();
    }

    private static CommandReply group(String group) {
        int at = group.indexOf('@');
        int bar = group.indexOf(FIELD);
        if (at < 1 || bar < at + 2) {
            throw new PayloadException("expected 'device@command|result', found '" + group + "'");
        }
        return new CommandReply(
                group.substring(0, at),
                group.substring(at + 1, bar),
                JsonNodeFactory.instance.stringNode(UltraLight.unescape(group.substring(bar + 1))));
    }
}
