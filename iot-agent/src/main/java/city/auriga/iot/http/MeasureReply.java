package city.auriga.iot.http;

import city.auriga.core.device.DeviceCommand;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.iot.payload.CommandPayload;
import city.auriga.iot.payload.Protocol;
import city.auriga.iot.reading.ReadingOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What a device is told. */
final class MeasureReply {
    private static final int PATIENCE_SECONDS = 30;

    private MeasureReply() {}

    static ReadingOutcome await(CompletableFuture<ReadingOutcome> outcome)
            throws InterruptedException {
        try {
            return outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NgsiLdException problem) {
                throw problem;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new NgsiLdException(
                    Problem.SERVICE_UNAVAILABLE, "the reading could not be committed in time");
        }
    }

    /** A reading of which anything was taken is a success; the rest is among the dead letters. */
    static void requireTaken(ReadingOutcome outcome) {
        if (outcome.written() > 0 || outcome.refusals().isEmpty()) {
            return;
        }
        var refusal = outcome.refusals().getFirst();
        throw switch (refusal.reason()) {
            case UNIDENTIFIED ->
                    new MeasureException(404, "DEVICE_GROUP_NOT_FOUND", refusal.detail());
            case PARSE -> new MeasureException(400, "PARSE_ERROR", refusal.detail());
            case MAPPING, VALIDATION -> new MeasureException(400, "BAD_REQUEST", refusal.detail());
            case TOO_LARGE -> new MeasureException(413, "PAYLOAD_TOO_LARGE", refusal.detail());
            case RATE_LIMITED -> new MeasureException(429, "TOO_MANY_REQUESTS", refusal.detail());
            case BROKER_REJECTED -> new MeasureException(422, "BROKER_REJECTED", refusal.detail());
        };
    }

    /**
     * @param commands that the device fetched; of several of one name JSON has the last
     * @param separator between them in UltraLight
     */
    static ResponseEntity<String> success(
            Protocol protocol, Duration took, List<DeviceCommand> commands, String separator) {
        var reply =
                ResponseEntity.ok().header("X-Processing-Time", String.valueOf(took.toMillis()));
        return switch (protocol) {
            case JSON -> reply.contentType(MediaType.APPLICATION_JSON).body(json(commands));
            case ULTRALIGHT ->
                    reply.contentType(MediaType.TEXT_PLAIN).body(lines(commands, separator));
        };
    }

    private static String json(List<DeviceCommand> commands) {
        var body = JsonNodeFactory.instance.objectNode();
        commands.stream()
                .filter(command -> !isBlank(command.value()))
                .forEach(command -> body.set(command.name(), command.value()));
        return body.toString();
    }

    /** As an Attribute is that nobody has asked anything of yet. */
    private static boolean isBlank(JsonNode value) {
        return value.isString() && value.stringValue().isBlank();
    }

    private static String lines(List<DeviceCommand> commands, String separator) {
        return commands.stream()
                .map(c -> CommandPayload.line(c.address().device(), c.name(), c.value()))
                .collect(Collectors.joining(separator));
    }
}
