package city.auriga.iot.http;

import city.auriga.core.device.DeadLetter;
import city.auriga.core.device.DeadLetters;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
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
    private final DeadLetters letters;
    private final HttpSettings settings;

    public DeadLetterController(DeadLetters letters, HttpSettings settings) {
        this.letters = letters;
        this.settings = settings;
    }

    @GetMapping
    ObjectNode list(HttpServletRequest request) {
        var parsed = new ProvisioningRequest(request, settings);
        var tenant = parsed.tenant(false);
        var body = JsonNodeFactory.instance.objectNode().put("count", letters.count(tenant));
        var array = body.putArray("deadletters");
        letters.list(tenant, parsed.limit(), parsed.offset())
                .forEach(stored -> array.add(json(stored)));
        return body;
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void removeAll(HttpServletRequest request) {
        letters.removeAll(new ProvisioningRequest(request, settings).tenant(false));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> remove(@PathVariable long id, HttpServletRequest request) {
        var tenant = new ProvisioningRequest(request, settings).tenant(false);
        return letters.remove(tenant, id)
                ? ResponseEntity.noContent().build()
                : ResponseEntity.notFound().build();
    }

    private static ObjectNode json(DeadLetter.Stored stored) {
        var letter = stored.letter();
        var json =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", stored.id())
                        .put("reason", letter.reason().name().toLowerCase(Locale.ROOT))
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
