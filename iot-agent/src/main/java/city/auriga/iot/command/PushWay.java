package city.auriga.iot.command;

import city.auriga.core.device.DeviceCommand;
import city.auriga.iot.device.CommandProfile.Way;
import city.auriga.iot.device.CommandRule;
import city.auriga.iot.device.HttpUrls;
import city.auriga.iot.device.Sender;
import city.auriga.iot.payload.CommandReply;
import city.auriga.iot.payload.PayloadException;
import city.auriga.iot.payload.PayloadKind;
import city.auriga.iot.payload.Protocol;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Posts commands to the endpoint of a device, whose answer is the result. */
public final class PushWay implements CommandWay {
    private static final int MOST_CHARACTERS = 1_000;

    private final CommandClient client;
    private final CommandSettings settings;
    private final InstantSource clock;

    public PushWay(CommandClient client, CommandSettings settings, InstantSource clock) {
        this.client = client;
        this.settings = settings;
        this.clock = clock;
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
        var variables = new CommandVariables(sender, command, clock);
        try {
            var body = variables.payload(sender, rule, command);
            var answer =
                    client.post(
                            endpoint(sender, variables),
                            headers(sender, rule, variables),
                            body,
                            settings.timeout());
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
                            + (e.getMessage() == null ? "" : ": " + e.getMessage()),
                    true);
        }
    }

    private static URI endpoint(Sender sender, CommandVariables variables) {
        var template = Objects.requireNonNull(sender.commands().endpoint());
        var url = variables.fill(template, "endpoint");
        return HttpUrls.parse(url)
                .orElseThrow(() ->
                        new PayloadException(
                                "endpoint: expected an http or https URL, found '" + url + "'"));
    }

    private static Map<String, String> headers(
            Sender sender, CommandRule rule, CommandVariables variables) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", contentType(sender.protocol(), rule));
        headers.put("fiware-service", sender.profile().tenant().name());
        headers.put("fiware-servicepath", sender.profile().path());
        rule.headers()
                .forEach((name, template) -> {
                    var value = variables.fill(template, "headers." + name);
                    if (!value.matches("[\\t\\x20-\\x7e]*")) {
                        throw new PayloadException(
                                "headers." + name + ": expected the value of an HTTP header");
                    }
                    headers.put(name, value);
                });
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
