package city.auriga.core.jsonld;

import city.auriga.core.model.Uri;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import com.apicatalog.jsonld.JsonLdError;
import com.apicatalog.jsonld.JsonLdErrorCode;
import com.apicatalog.jsonld.JsonLdOptions;
import com.apicatalog.jsonld.context.ActiveContext;
import com.apicatalog.jsonld.document.Document;
import com.apicatalog.jsonld.document.JsonDocument;
import com.apicatalog.jsonld.loader.DocumentLoader;
import com.apicatalog.jsonld.loader.DocumentLoaderOptions;
import com.apicatalog.jsonld.processor.ProcessingRuntime;
import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Turns the value of an {@code @context} member into a {@link Context}, by the JSON-LD 1.1 context
 * processing algorithm.
 */
public final class ContextParser {
    private static final JsonValue CORE = toJsonP(CoreContext.document());
    private static final Context CORE_ONLY =
            new Context(JsonNodeFactory.instance.stringNode(CoreContext.URL), Map.of(), Map.of());

    private final ContextDocuments documents;

    public ContextParser(ContextDocuments documents) {
        this.documents = documents;
    }

    /** The Context of a request that names none (6.3.5). */
    public static Context core() {
        return CORE_ONLY;
    }

    /**
     * @param value a URL, an object, or an array of them
     * @throws NgsiLdException BadRequestData if it is no @context or holds scoped @contexts;
     *     LdContextNotAvailable if one of its URLs cannot be loaded
     */
    public Context parse(JsonNode value) {
        requireContextValue(value);
        if (value.isString() && CoreContext.isCore(value.stringValue())) {
            return CORE_ONLY;
        }
        return process(value);
    }

    private Context process(JsonNode value) {
        var loader = new Loader();
        var options = new JsonLdOptions(loader);
        try {
            var initial = new ActiveContext(null, null, ProcessingRuntime.of(options));
            var active = initial.newContext().create(toJsonP(flat(value)), null);
            return context(value, active);
        } catch (JsonLdError e) {
            throw loader.failure != null ? loader.failure : refused(e);
        }
    }

    private static Context context(JsonNode source, ActiveContext active) {
        var terms = new HashMap<String, String>();
        var prefixes = new HashMap<String, String>();
        active.getTermsMapping()
                .forEach((term, definition) -> {
                    if (definition.hasLocalContext()) {
                        throw NgsiLdException.badData(
                                "@context",
                                "the term '"
                                        + term
                                        + "' has a scoped @context, which NGSI-LD does not allow"
                                        + " (5.5.7)");
                    }
                    var iri = definition.getUriMapping();
                    if (iri != null && !iri.isEmpty() && !definition.isReverseProperty()) {
                        terms.put(term, iri);
                        if (definition.isPrefix()) {
                            prefixes.put(term, iri);
                        }
                    }
                });
        return new Context(source, terms, prefixes);
    }

    private static void requireContextValue(JsonNode value) {
        if (value.isArray()) {
            value.forEach(ContextParser::requireContextValue);
        } else if (value.isString()) {
            if (!Uri.isAbsolute(value.stringValue())) {
                throw NgsiLdException.badData(
                        "@context",
                        "expected an absolute URL, found '" + value.stringValue() + "'");
            }
        } else if (!value.isObject()) {
            throw NgsiLdException.badData(
                    "@context",
                    "expected a URL, an object, or an array of them, found " + value.getNodeType());
        }
    }

    /** Arrays inside of arrays are allowed by NGSI-LD (5.5.7), but not by JSON-LD. */
    private static JsonNode flat(JsonNode value) {
        if (!value.isArray()) {
            return value;
        }
        var flat = JsonNodeFactory.instance.arrayNode();
        for (var item : value) {
            if (item.isArray()) {
                flat.addAll((ArrayNode) flat(item));
            } else {
                flat.add(item);
            }
        }
        return flat;
    }

    private static NgsiLdException refused(JsonLdError e) {
        return NgsiLdException.badData(
                "@context", "not a valid JSON-LD @context: " + e.getCode() + ", " + e.getMessage());
    }

    private static JsonValue toJsonP(JsonNode node) {
        try (var reader = Json.createReader(new StringReader(node.toString()))) {
            return reader.readValue();
        }
    }

    private final class Loader implements DocumentLoader {
        @Nullable NgsiLdException failure;

        @Override
        public Document loadDocument(URI url, DocumentLoaderOptions options) throws JsonLdError {
            if (CoreContext.isCore(url.toString())) {
                return JsonDocument.of((jakarta.json.JsonStructure) CORE);
            }
            try {
                var document = documents.load(url.toString());
                if (!document.isObject() || !document.has("@context")) {
                    throw NgsiLdException.badData(
                            "@context", "the document at " + url + " has no @context member");
                }
                return JsonDocument.of((jakarta.json.JsonStructure) toJsonP(document));
            } catch (NgsiLdException e) {
                failure = e;
                throw new JsonLdError(JsonLdErrorCode.LOADING_REMOTE_CONTEXT_FAILED, e);
            } catch (IllegalArgumentException e) {
                failure =
                        new NgsiLdException(
                                Problem.BAD_REQUEST_DATA, "not a URL: " + url, "@context");
                throw new JsonLdError(JsonLdErrorCode.LOADING_REMOTE_CONTEXT_FAILED, e);
            }
        }
    }
}
