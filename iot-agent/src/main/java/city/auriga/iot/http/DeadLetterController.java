package city.auriga.iot.http;

import static java.util.stream.Collectors.joining;

import city.auriga.core.device.DeadLetter;
import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.device.DeadLetters;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.iot.device.ProvisioningException;
import city.auriga.iot.device.ProvisioningException.Code;
import city.auriga.iot.reading.ReadingOutcome.Refusal;
import city.auriga.iot.reading.Replays;
import city.auriga.iot.reading.Replays.Replayed;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Readings that could not be used. Those whose tenant is not known, because their apikey is not,
 * are with the default tenant.
 */
@RestController
@RequestMapping("/iot/deadletters")
public class DeadLetterController {
    private static final Map<String, Reason> REASONS =
            Arrays.stream(Reason.values())
                    .collect(Collectors.toMap(DeadLetterController::word, Function.identity()));

    private final DeadLetters letters;
    private final Replays replays;
    private final HttpSettings settings;

    public DeadLetterController(DeadLetters letters, Replays replays, HttpSettings settings) {
        this.letters = letters;
        this.replays = replays;
        this.settings = settings;
    }

    @GetMapping
    ObjectNode list(HttpServletRequest request) {
        var parsed = new ProvisioningRequest(request, settings);
        var tenant = parsed.tenantOrDefault();
        var reason = reason(parsed);
        var body =
                JsonNodeFactory.instance.objectNode().put("count", letters.count(tenant, reason));
        var array = body.putArray("deadletters");
        letters.list(tenant, reason, parsed.limit(), parsed.offset())
                .forEach(stored -> array.add(json(stored)));
        return body;
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void removeAll(HttpServletRequest request) {
        var parsed = new ProvisioningRequest(request, settings);
        letters.removeAll(parsed.tenantOrDefault(), reason(parsed));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> remove(@PathVariable long id, HttpServletRequest request) {
        var tenant = new ProvisioningRequest(request, settings).tenantOrDefault();
        return letters.remove(tenant, id)
                ? ResponseEntity.noContent().build()
                : ResponseEntity.notFound().build();
    }

    /** Tries one again. */
    @PostMapping("/{id}/replay")
    ObjectNode replay(@PathVariable long id, HttpServletRequest request)
            throws InterruptedException {
        var tenant = new ProvisioningRequest(request, settings).tenantOrDefault();
        var replayed =
                replays.replay(tenant, id)
                        .orElseThrow(() ->
                                new ProvisioningException(
                                        Code.DEAD_LETTER_NOT_FOUND, "no dead letter " + id));
        var detail = replayed.refusals().stream().map(Refusal::detail).collect(joining("; "));
        switch (replayed.result()) {
            case CUT_OFF, UNKNOWN_ORIGIN ->
                    throw new ProvisioningException(Code.NOT_REPLAYABLE, detail);
            case UNAVAILABLE -> throw new NgsiLdException(Problem.SERVICE_UNAVAILABLE, detail);
            case COMMITTED, PARTLY_COMMITTED, REFUSED -> {}
        }
        return json(replayed);
    }

    /** Tries all again, or those with a reason; tells of each as soon as it is known. */
    @PostMapping("/replay")
    void replayAll(HttpServletRequest request, HttpServletResponse response)
            throws IOException, InterruptedException {
        var parsed = new ProvisioningRequest(request, settings);
        var tenant = parsed.tenantOrDefault();
        var reason = reason(parsed);
        LongJson.<InterruptedException>write(
                response,
                "a replay",
                out -> {
                    out.writeStartObject();
                    out.writeName("deadletters");
                    out.writeStartArray();
                    replays.replayAll(tenant, reason, replayed -> out.writeTree(json(replayed)));
                    out.writeEndArray();
                    out.writeEndObject();
                });
    }

    private static @Nullable Reason reason(ProvisioningRequest request) {
        var word = request.word("reason", new TreeSet<>(REASONS.keySet()));
        return word == null ? null : REASONS.get(word);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode json(Replayed replayed) {
        var json =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", replayed.id())
                        .put("result", word(replayed.result()))
                        .put("written", replayed.written());
        json.set("refusals", RefusalsJson.of(replayed.refusals()));
        return json;
    }

    private static ObjectNode json(DeadLetter.Stored stored) {
        var letter = stored.letter();
        var json =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", stored.id())
                        .put("reason", word(letter.reason()))
                        .put("detail", letter.detail())
                        .put("source", letter.source())
                        .put("count", letter.count())
                        .put("firstSeen", stored.firstSeen().toString())
                        .put("lastSeen", letter.lastSeen().toString());
        try {
            var decoder = StandardCharsets.UTF_8.newDecoder();
            return json.put(
                    "payload", decoder.decode(ByteBuffer.wrap(letter.payload())).toString());
        } catch (CharacterCodingException notText) {
            return json.put("payloadHex", HexFormat.of().formatHex(letter.payload()));
        }
    }
}
