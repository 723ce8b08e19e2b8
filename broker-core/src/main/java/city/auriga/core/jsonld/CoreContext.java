package city.auriga.core.jsonld;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The core @context of the standard (4.4, 5.5.5), built from a table of its terms so that no
 * network is needed.
 */
public final class CoreContext {
    /** The version that responses name. */
    public static final String URL =
            "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.9.jsonld";

    /** Prefix of every name that no @context defines. */
    public static final String DEFAULT_VOCABULARY = "https://uri.etsi.org/ngsi-ld/default-context/";

    /** Prefix of the standard's own names. */
    public static final String NGSI_LD = "https://uri.etsi.org/ngsi-ld/";

    private static final String GEO_JSON = "https://purl.org/geojson/vocab#";

    private static final Pattern ANY_VERSION =
            Pattern.compile(
                    "https?://uri\\.etsi\\.org/ngsi-ld/(v1/)?ngsi-ld-core-context(-v\\d+(\\.\\d+)*)?\\.jsonld");
    private static final List<Row> ROWS = read();
    private static final Map<String, String> TERMS = terms();

    private CoreContext() {}

    private record Row(String term, String id, String type, String container) {}

    /** Whether a URL names the core @context in any of its versions: all are served by ours. */
    public static boolean isCore(String url) {
        return url.startsWith("http") && ANY_VERSION.matcher(url).matches();
    }

    /** Terms that may be a prefix of a compact IRI, and their IRIs. */
    static List<Map.Entry<String, String>> prefixes() {
        return List.of(Map.entry("ngsi-ld", NGSI_LD), Map.entry("geojson", GEO_JSON));
    }

    /** Terms and the IRIs (or keywords) they stand for. */
    static Map<String, String> expansions() {
        return TERMS;
    }

    /**
     * The @context document without {@code @protected}: here it is processed before a
     * user's @context, whose terms may then be overridden, not refused.
     */
    static ObjectNode document() {
        var nodes = JsonNodeFactory.instance;
        var context = nodes.objectNode();
        context.put("@version", 1.1);
        context.put("@vocab", DEFAULT_VOCABULARY);
        for (var row : ROWS) {
            if (row.type.isEmpty() && row.container.isEmpty()) {
                context.put(row.term, row.id);
                continue;
            }
            var definition = context.putObject(row.term).put("@id", row.id);
            if (!row.type.isEmpty()) {
                definition.put("@type", row.type);
            }
            if (!row.container.isEmpty()) {
                definition.put("@container", row.container);
            }
        }
        return nodes.objectNode().set("@context", context);
    }

    private static Map<String, String> terms() {
        var terms = new LinkedHashMap<String, String>();
        for (var row : ROWS) {
            terms.put(row.term, absolute(row.id));
        }
        return Map.copyOf(terms);
    }

    private static String absolute(String id) {
        return id.startsWith("ngsi-ld:")
                ? NGSI_LD + id.substring("ngsi-ld:".length())
                : id.startsWith("geojson:") ? GEO_JSON + id.substring("geojson:".length()) : id;
    }

    private static List<Row> read() {
        try (InputStream in =
                Objects.requireNonNull(
                        CoreContext.class.getResourceAsStream("core-context-terms.tsv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.startsWith("term\t"))
                    .map(line -> line.split("\t", -1))
                    .filter(fields -> fields[5].isEmpty())
                    .map(fields -> new Row(fields[0], fields[1], fields[2], fields[3]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
