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
import java.util.Locale;
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
    private static final JsonValue NOTHING =
            toJsonP(
                    JsonNodeFactory.instance
                            .objectNode()
                            .set("@context", JsonNodeFactory.instance.objectNode()));

    /** There is one of it, and all who name none have it, each with names of their own. */
    private static final int CORE_NAMES_BYTES = 4 * 1024 * 1024;

    private static final Context CORE_ONLY =
            new Context(
                    JsonNodeFactory.instance.stringNode(CoreContext.URL),
                    Map.of(),
                    Map.of(),
                    CORE_NAMES_BYTES);

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

    /**
     * Checks an @context that is not used yet (5.13.2): in full if it needs nothing remote, else
     * only its form, because what it refers to may come later.
     *
     * @throws NgsiLdException BadRequestData if it is no @context or holds scoped @contexts
     */
    public static void check(JsonNode value) {
        requireContextValue(value);
        requireUnscoped(value);
        if (!isRemote(value)) {
            new ContextParser(
                            url -> {
                                throw new IllegalStateException(
                                        "nothing here is remote, but " + url);
                            })
                    .parse(value);
        }
    }

    private static boolean isRemote(JsonNode value) {
        return value.isString()
                ? !CoreContext.isCore(value.stringValue())
                : value.isArray()
                        ? value.valueStream().anyMatch(ContextParser::isRemote)
                        : value.has("@import");
    }

    private Context process(JsonNode value) {
        requireUnscoped(value);
        try {
            return context(value, process(value, new Loader(true)));
        } catch (JsonLdError e) {
            throw refused(e);
        }
    }

    /**
     * What stands behind the core @context may lean on its terms. Where it stands behind terms that
     * their author protected, it is passed over: it is as if it came last anyway (5.5.5).
     */
    private static ActiveContext process(JsonNode value, Loader loader) throws JsonLdError {
        try {
            var options = new JsonLdOptions(loader);
            var initial = new ActiveContext(null, null, ProcessingRuntime.of(options));
            return initial.newContext().create(toJsonP(flat(value)), null);
        } catch (JsonLdError e) {
            if (loader.failure != null) {
                throw loader.failure;
            }
            if (reason(e).getCode() == JsonLdErrorCode.PROTECTED_TERM_REDEFINITION
                    && loader.coreWasServed) {
                return process(value, loader.withoutCore());
            }
            throw e;
        }
    }

    /** A term definition with an @context of its own would give names another meaning (5.5.7). */
    private static void requireUnscoped(JsonNode context) {
        if (context.isArray()) {
            context.forEach(ContextParser::requireUnscoped);
        }
        context.properties()
                .forEach(term -> {
                    if (term.getValue().isObject() && term.getValue().has("@context")) {
                        throw NgsiLdException.badData(
                                "@context",
                                "the term '"
                                        + term.getKey()
                                        + "' has a scoped @context, which NGSI-LD does not allow"
                                        + " (5.5.7)");
                    }
                });
    }

    private static Context context(JsonNode source, ActiveContext active) {
        var terms = new HashMap<String, String>();
        var prefixes = new HashMap<String, String>();
        active.getTermsMapping()
                .forEach((term, definition) -> {
                    var iri = definition.getUriMapping();
                    if (iri != null && !iri.isEmpty() && !definition.isReverseProperty()) {
                        terms.put(term, iri);
                        if (definition.isPrefix()) {
                            prefixes.put(term, iri);
                        }
                    }
                });
        return new Context(source, terms, prefixes, Context.NAMES_BYTES);
    }

    private static void requireContextValue(JsonNode value) {
        if (value.isArray()) {
            value.forEach(ContextParser::requireContextValue);
        } else if (value.isString()) {
            if (!Uri.isAbsolute(value.stringValue()) || !isHttp(value.stringValue())) {
                throw NgsiLdException.badData(
                        "@context",
                        "expected an absolute URL by http or https, found '"
                                + value.stringValue()
                                + "'");
            }
        } else if (!value.isObject()) {
            throw NgsiLdException.badData(
                    "@context",
                    "expected a URL, an object, or an array of them, found " + value.getNodeType());
        }
    }

    /** Nothing is fetched in another way. */
    private static boolean isHttp(String url) {
        var start = url.substring(0, url.indexOf(':')).toLowerCase(Locale.ROOT);
        return start.equals("http") || start.equals("https");
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
        var reason = reason(e);
        return NgsiLdException.badData(
                "@context",
                "not a valid JSON-LD @context: " + reason.getCode() + ", " + reason.getMessage());
    }

    /** What is wrong inside of a remote @context comes wrapped, once per document around it. */
    private static JsonLdError reason(JsonLdError e) {
        return e.getCause() instanceof JsonLdError inner ? reason(inner) : e;
    }

    private static JsonValue toJsonP(JsonNode node) {
        try (var reader = Json.createReader(new StringReader(node.toString()))) {
            return reader.readValue();
        }
    }

    private final class Loader implements DocumentLoader {
        private final boolean withCore;
        private boolean coreWasServed;
        private @Nullable NgsiLdException failure;

        Loader(boolean withCore) {
            this.withCore = withCore;
        }

        Loader withoutCore() {
            return new Loader(false);
        }

        @Override
        public Document loadDocument(URI url, DocumentLoaderOptions options) throws JsonLdError {
            if (CoreContext.isCore(url.toString())) {
                coreWasServed = withCore;
                return document(url, withCore ? CORE : NOTHING);
            }
            try {
                return document(url, toJsonP(load(url.toString())));
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

        private JsonNode load(String url) {
            var document = documents.load(url);
            if (!document.isObject() || !document.has("@context")) {
                throw NgsiLdException.badData(
                        "@context", "the document at " + url + " has no @context member");
            }
            requireUnscoped(document.get("@context"));
            return document;
        }

        /** The URL is what relative references inside of the document start from. */
        private Document document(URI url, JsonValue content) {
            var document = JsonDocument.of((jakarta.json.JsonStructure) content);
            document.setDocumentUrl(url);
            return document;
        }
    }
}
