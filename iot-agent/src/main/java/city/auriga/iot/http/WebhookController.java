package city.auriga.iot.http;

import city.auriga.iot.codec.Incoming;
import city.auriga.iot.device.GroupTopics;
import city.auriga.iot.device.GroupTopics.Listening;
import city.auriga.iot.reading.Reading;
import city.auriga.iot.reading.Reading.Transport;
import city.auriga.iot.reading.Readings;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where networks of devices post what they would publish: the codec of the group understands it.
 * What its topics would tell, such as {@code event} of ChirpStack, stands in the query. Answers
 * after the commit.
 */
@RestController
public class WebhookController {
    private static final int MOST_CAPTURES = 20;
    private static final String FORM = MediaType.APPLICATION_FORM_URLENCODED_VALUE;

    private final Readings readings;
    private final GroupTopics topics;
    private final HttpSettings settings;
    private final InstantSource clock;

    public WebhookController(
            Readings readings, GroupTopics topics, HttpSettings settings, InstantSource clock) {
        this.readings = readings;
        this.topics = topics;
        this.settings = settings;
        this.clock = clock;
    }

    @PostMapping("/iot/webhook")
    ResponseEntity<String> post(HttpServletRequest request)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        requireNoForm(request);
        var group = group(SouthRequest.apikey(request));
        var body = SouthRequest.body(request, settings.maxPayload(), "a message of the network");
        var outcome = MeasureReply.await(readings.accept(reading(group, request, body)));
        MeasureReply.requireTaken(outcome);
        return ResponseEntity.ok()
                .header(
                        "X-Processing-Time",
                        String.valueOf(Duration.ofNanos(System.nanoTime() - start).toMillis()))
                .contentType(MediaType.APPLICATION_JSON)
                .body("{}");
    }

    /** Its fields would be taken for what stands in the query, and nothing would be left. */
    private static void requireNoForm(HttpServletRequest request) {
        var type = request.getContentType();
        if (type != null && type.toLowerCase(Locale.ROOT).startsWith(FORM)) {
            throw new MeasureException(
                    400, "UNSUPPORTED_TYPE", "expected the type of the message, found " + FORM);
        }
    }

    private Listening group(String apikey) {
        var groups = topics.withApikey(apikey);
        return switch (groups.size()) {
            case 0 ->
                    throw new MeasureException(
                            404,
                            "DEVICE_GROUP_NOT_FOUND",
                            "no group with a 'template' has this apikey");
            case 1 -> groups.getFirst();
            default ->
                    throw new MeasureException(
                            400,
                            "BAD_REQUEST",
                            "several groups with a 'template' have this apikey: which one is meant"
                                    + " nothing tells");
        };
    }

    private Reading reading(Listening group, HttpServletRequest request, byte[] body) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var message =
                new Incoming(
                        request.getRequestURI(),
                        group.topics().completed(captures(request)),
                        body,
                        now);
        return new Reading(
                Transport.HTTP,
                message.topic() + "?k=" + group.group().apikey(),
                body,
                new Reading.OfGroup(group, message),
                now);
    }

    private static Map<String, String> captures(HttpServletRequest request) {
        var captures = new HashMap<String, String>();
        for (var parameter : request.getParameterMap().entrySet()) {
            if (!parameter.getKey().equals("k") && captures.size() < MOST_CAPTURES) {
                captures.put(parameter.getKey(), parameter.getValue()[0]);
            }
        }
        return captures;
    }
}
