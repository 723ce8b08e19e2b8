package city.auriga.iot.command;

import city.auriga.core.device.DeviceCommand;
import city.auriga.iot.device.CommandProfile.Way;
import city.auriga.iot.device.CommandRule;
import city.auriga.iot.device.Sender;
import city.auriga.iot.payload.CommandPayload;
import city.auriga.iot.payload.CommandReply;
import city.auriga.iot.payload.PayloadException;
import city.auriga.iot.payload.PayloadKind;
import city.auriga.iot.payload.Protocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Posts commands to the endpoint of a device, whose answer is the result. */
public final class PushWay implements CommandWay {
    private static final int MOST_CHARACTERS = 1_000;

    private final CommandClient client;
    private final CommandSettings settings;

    public PushWay(CommandClient client, CommandSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    @Override
    public boolean serves(Sender sender) {
        return sender.commands().way() == Way.PUSH;
    }

    @Override
    public boolean isOpen(Sender sender) {
        return true;
    }

    @Override
    public Duration patience() {
        return settings.timeout();
    }

    @Override
    public Outcome send(Sender sender, CommandRule rule, DeviceCommand command)
            throws InterruptedException {
        var endpoint = Objects.requireNonNull(sender.commands().endpoint());
        var device = command.address().device();
        try {
            var body =
                    CommandPayload.encode(
                            sender.protocol(),
                            device,
                            rule.name(),
                            command.value(),
                            rule.payload());
            var answer = client.post(endpoint, headers(sender, rule), body, settings.timeout());
            if (answer.status() / 100 == 2) {
                return new Outcome.Answered(
                        CommandReply.resultIn(sender.protocol(), rule.name(), answer.body()));
            }
            return new Outcome.Refused(
                    ("the device answered " + answer.status() + " " + text(answer.body())).strip());
        } catch (PayloadException e) {
            return new Outcome.Refused(e.getMessage());
        } catch (IOException e) {
            return new Outcome.NotNow(
                    e.getClass().getSimpleName()
                            + (e.getMessage() == null ? "" : ": " + e.getMessage()));
        }
    }

    private static Map<String, String> headers(Sender sender, CommandRule rule) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", contentType(sender.protocol(), rule));
        headers.put("fiware-service", sender.profile().tenant().name());
        headers.put("fiware-servicepath", sender.profile().path());
        headers.putAll(rule.headers());
        return headers;
    }

    private static String contentType(Protocol protocol, CommandRule rule) {
        if (rule.contentType() != null) {
            return rule.contentType();
        }
        return switch (kind(protocol, rule.payload())) {
            case JSON -> "application/json";
            case TEXT -> "text/plain";
            case BINARYFROMSTRING, BINARYFROMHEX, BINARYFROMJSON -> "application/octet-stream";
        };
    }

    private static PayloadKind kind(Protocol protocol, @Nullable PayloadKind declared) {
        return Objects.requireNonNullElse(
                declared, protocol == Protocol.JSON ? PayloadKind.JSON : PayloadKind.TEXT);
    }

    private static String text(byte[] body) {
        var text = new String(body, StandardCharsets.UTF_8).strip();
        return text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) + "…" : text;
    }
}
