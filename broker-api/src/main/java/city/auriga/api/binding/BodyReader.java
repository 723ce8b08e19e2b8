package city.auriga.api.binding;

import city.auriga.api.config.LimitSettings;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.BrokenJson;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the body of a request as JSON, within the limits. */
@Component
public class BodyReader {
    private final JsonMapper json;
    private final RequestContexts contexts;
    private final Origins origins;
    private final LargeBodies largeBodies;

    BodyReader(
            LimitSettings limits,
            RequestContexts contexts,
            Origins origins,
            LargeBodies largeBodies) {
        this.contexts = contexts;
        this.origins = origins;
        this.largeBodies = largeBodies;
        var constraints =
                StreamReadConstraints.builder()
                        .maxNestingDepth(limits.jsonDepth())
                        .maxStringLength((int) limits.bodySize().toBytes())
                        .maxNumberLength(400)
                        .build();
        this.json =
                JsonMapper.builder(JsonFactory.builder().streamReadConstraints(constraints).build())
                        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                        .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .build();
    }

    /** The body and the @context it is read with. */
    Payload read(HttpServletRequest request) throws IOException {
        var body = parse(request);
        var origin = origins.of(request);
        if (!isLinkedData(request)) {
            if (body.isObject()) {
                RequestContexts.requireNone(body, "$.@context");
            }
            return new Payload(body, contexts.ofHeader(request), false, origin);
        }
        RequestContexts.requireNoLink(request);
        var context =
                body.isObject()
                        ? contexts.ofDocument(
                                (Tenant)
                                        Objects.requireNonNull(
                                                request.getAttribute(Preconditions.TENANT)),
                                body,
                                "$.@context",
                                origin)
                        : city.auriga.core.jsonld.ContextParser.core();
        return new Payload(body, context, true, origin);
    }

    /** The body alone. */
    Body json(HttpServletRequest request) throws IOException {
        if (isLinkedData(request)) {
            RequestContexts.requireNoLink(request);
        }
        return new Body(parse(request));
    }

    private JsonNode parse(HttpServletRequest request) throws IOException {
        // The preconditions saw to it that the length is given and within the limit.
        byte[] bytes = request.getInputStream().readNBytes(Math.max(0, request.getContentLength()));
        if (bytes.length == 0) {
            throw NgsiLdException.invalid("$", "the request has no body");
        }
        requireUtf8(bytes);
        largeBodies.admit(request, bytes.length);
        try {
            var node = json.readTree(bytes);
            if (node.isMissingNode()) {
                throw NgsiLdException.invalid("$", "the request has no body");
            }
            return node;
        } catch (JacksonException e) {
            throw NgsiLdException.invalid("$", "the body is not JSON: " + describe(e));
        } catch (NumberFormatException absurd) {
            throw NgsiLdException.invalid("$", "the body is not JSON: " + BrokenJson.ABSURD_NUMBER);
        }
    }

    /** Jackson guesses the encoding, and is not strict about UTF-8. */
    private static void requireUtf8(byte[] bytes) {
        boolean ascii = true;
        for (byte b : bytes) {
            ascii &= b > 0;
        }
        if (ascii) {
            return;
        }
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            if (text.chars().anyMatch(c -> c == 0)) {
                throw NgsiLdException.invalid("$", "the body must be UTF-8");
            }
        } catch (CharacterCodingException e) {
            throw NgsiLdException.invalid("$", "the body must be UTF-8");
        }
    }

    private static String describe(JacksonException e) {
        var place = e.getLocation();
        return BrokenJson.describe(e)
                + (place == null || place.getLineNr() < 0
                        ? ""
                        : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")");
    }

    private static boolean isLinkedData(HttpServletRequest request) {
        var type = request.getContentType();
        return type != null && type.toLowerCase(Locale.ROOT).startsWith(Media.LD_JSON.type());
    }
}
