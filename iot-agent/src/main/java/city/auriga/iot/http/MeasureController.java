package city.auriga.iot.http;

import city.auriga.core.device.DeviceCommand;
import city.auriga.iot.command.CommandAnswers;
import city.auriga.iot.device.HeardApikeys;
import city.auriga.iot.device.Sender;
import city.auriga.iot.device.Senders;
import city.auriga.iot.device.Senders.Answer;
import city.auriga.iot.payload.MessageKind;
import city.auriga.iot.payload.Protocol;
import city.auriga.iot.reading.ArrivalTimes;
import city.auriga.iot.reading.Reading;
import city.auriga.iot.reading.Reading.Transport;
import city.auriga.iot.reading.ReadingOutcome;
import city.auriga.iot.reading.Readings;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Measures over HTTP: {@code /iot/json} and {@code /iot/d}. Answers after the commit. */
@RestController
public class MeasureController {
    private final Readings readings;
    private final Senders senders;
    private final HeardApikeys apikeys;
    private final CommandAnswers commands;
    private final HttpSettings settings;
    private final ArrivalTimes arrivals;

    public MeasureController(
            Readings readings,
            Senders senders,
            HeardApikeys apikeys,
            CommandAnswers commands,
            HttpSettings settings,
            InstantSource clock) {
        this.readings = readings;
        this.senders = senders;
        this.apikeys = apikeys;
        this.commands = commands;
        this.settings = settings;
        this.arrivals = new ArrivalTimes(clock);
    }

    @GetMapping("/iot/json")
    ResponseEntity<String> getJson(HttpServletRequest request) throws InterruptedException {
        return fromQuery(Protocol.JSON, request);
    }

    @GetMapping("/iot/d")
    ResponseEntity<String> getUltraLight(HttpServletRequest request) throws InterruptedException {
        return fromQuery(Protocol.ULTRALIGHT, request);
    }

    @PostMapping("/iot/json")
    ResponseEntity<String> postJson(HttpServletRequest request)
            throws IOException, InterruptedException {
        var media = MeasureBody.requireType(request, Protocol.JSON, false);
        return accept(Protocol.JSON, null, body(request, media), request);
    }

    @PostMapping("/iot/d")
    ResponseEntity<String> postUltraLight(HttpServletRequest request)
            throws IOException, InterruptedException {
        var media = MeasureBody.requireType(request, Protocol.ULTRALIGHT, false);
        return accept(Protocol.ULTRALIGHT, null, body(request, media), request);
    }

    @PostMapping("/iot/json/attrs/{attribute}")
    ResponseEntity<String> postJsonAttribute(
            @PathVariable String attribute, HttpServletRequest request)
            throws IOException, InterruptedException {
        var media = MeasureBody.requireType(request, Protocol.JSON, true);
        var body = media.toJson(body(request, media));
        return accept(Protocol.JSON, attribute, body, request);
    }

    @PostMapping("/iot/d/attrs/{attribute}")
    ResponseEntity<String> postUltraLightAttribute(
            @PathVariable String attribute, HttpServletRequest request)
            throws IOException, InterruptedException {
        var media = MeasureBody.requireType(request, Protocol.ULTRALIGHT, true);
        var body = body(request, media);
        // Only a text is a value as UltraLight has it.
        var reading =
                media == MeasureBody.TEXT
                        ? reading(
                                Protocol.ULTRALIGHT, attribute, MessageKind.MEASURES, body, request)
                        : reading(
                                Protocol.JSON,
                                ResourceFilter.resource(request, Protocol.ULTRALIGHT),
                                attribute,
                                MessageKind.MEASURES,
                                media.toJson(body),
                                request);
        return accept(reading, Protocol.ULTRALIGHT, request);
    }

    @PostMapping("/iot/json/commands")
    ResponseEntity<String> postJsonResults(HttpServletRequest request)
            throws IOException, InterruptedException {
        return accept(Protocol.JSON, MessageKind.RESULTS, request);
    }

    @PostMapping("/iot/d/commands")
    ResponseEntity<String> postUltraLightResults(HttpServletRequest request)
            throws IOException, InterruptedException {
        return accept(Protocol.ULTRALIGHT, MessageKind.RESULTS, request);
    }

    /** The second path is that of the manual. */
    @PostMapping({"/iot/json/configuration", "/iot/json/configuration/commands"})
    ResponseEntity<String> postJsonConfiguration(HttpServletRequest request)
            throws IOException, InterruptedException {
        return accept(Protocol.JSON, MessageKind.CONFIGURATION, request);
    }

    @PostMapping({"/iot/d/configuration", "/iot/d/configuration/commands"})
    ResponseEntity<String> postUltraLightConfiguration(HttpServletRequest request)
            throws IOException, InterruptedException {
        return accept(Protocol.ULTRALIGHT, MessageKind.CONFIGURATION, request);
    }

    private ResponseEntity<String> accept(
            Protocol protocol, MessageKind kind, HttpServletRequest request)
            throws IOException, InterruptedException {
        var media = MeasureBody.requireType(request, protocol, false);
        return accept(
                reading(protocol, null, kind, body(request, media), request), protocol, request);
    }

    private ResponseEntity<String> fromQuery(Protocol protocol, HttpServletRequest request)
            throws InterruptedException {
        var data = request.getParameter("d");
        if (data == null) {
            // A device that only asks for commands.
            var sender = sender(protocol, request);
            apikeys.heard(sender, SouthRequest.apikey(request), now());
            return reply(protocol, Duration.ZERO, sender, request);
        }
        return accept(protocol, null, data.getBytes(StandardCharsets.UTF_8), request);
    }

    private ResponseEntity<String> accept(
            Protocol protocol,
            @Nullable String attribute,
            byte[] payload,
            HttpServletRequest request)
            throws InterruptedException {
        return accept(
                reading(protocol, attribute, MessageKind.MEASURES, payload, request),
                protocol,
                request);
    }

    private ResponseEntity<String> accept(
            Reading reading, Protocol protocol, HttpServletRequest request)
            throws InterruptedException {
        long start = System.nanoTime();
        var sender = sender(protocol, request);
        ReadingOutcome outcome = MeasureReply.await(readings.accept(reading));
        MeasureReply.requireTaken(outcome);
        return reply(protocol, Duration.ofNanos(System.nanoTime() - start), sender, request);
    }

    private ResponseEntity<String> reply(
            Protocol protocol, Duration took, Sender sender, HttpServletRequest request) {
        return MeasureReply.success(
                protocol, took, fetched(sender, request), settings.pollSeparator());
    }

    private List<DeviceCommand> fetched(Sender sender, HttpServletRequest request) {
        return "1".equals(request.getParameter("getCmd"))
                ? commands.fetch(sender, now())
                : List.of();
    }

    private Instant now() {
        return arrivals.next();
    }

    private Reading reading(
            Protocol protocol,
            @Nullable String attribute,
            MessageKind kind,
            byte[] payload,
            HttpServletRequest request) {
        return reading(
                protocol,
                ResourceFilter.resource(request, protocol),
                attribute,
                kind,
                payload,
                request);
    }

    private Reading reading(
            Protocol protocol,
            String resource,
            @Nullable String attribute,
            MessageKind kind,
            byte[] payload,
            HttpServletRequest request) {
        return new Reading(
                Transport.HTTP,
                source(request),
                payload,
                new Reading.OfDevice(
                        protocol,
                        resource,
                        SouthRequest.apikey(request),
                        SouthRequest.device(request),
                        attribute,
                        time(request).orElse(null),
                        kind,
                        null),
                now());
    }

    /** As a topic does, it says whose the reading is. */
    private static String source(HttpServletRequest request) {
        return request.getRequestURI()
                + "?k="
                + SouthRequest.apikey(request)
                + "&i="
                + SouthRequest.device(request);
    }

    /** Over HTTP who is not known is told so, and leaves no dead letter. */
    private Sender sender(Protocol protocol, HttpServletRequest request) {
        var answer =
                senders.find(
                        ResourceFilter.resource(request, protocol),
                        SouthRequest.apikey(request),
                        SouthRequest.device(request));
        return switch (answer) {
            case Answer.NoGroup() ->
                    throw new MeasureException(
                            404, "DEVICE_GROUP_NOT_FOUND", "no group or device has this apikey");
            case Answer.NoDevice _ ->
                    throw new MeasureException(
                            404,
                            "DEVICE_NOT_FOUND",
                            "no device '" + SouthRequest.device(request) + "'");
            case Answer.Unusable(_, var fault) -> throw fault;
            case Answer.Found(var sender) -> sender;
        };
    }

    private byte[] body(HttpServletRequest request, MeasureBody media) throws IOException {
        return SouthRequest.body(request, settings.maxPayload(), media);
    }

    private static Optional<JsonNode> time(HttpServletRequest request) {
        return Optional.ofNullable(request.getParameter("t"))
                .map(JsonNodeFactory.instance::stringNode);
    }
}
