package city.auriga.core.jsonld;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * A processed @context, both directions precomputed. As if the core @context came last: its terms
 * win, and names that nothing defines are put into the default vocabulary (5.5.5). Immutable but
 * for a bounded memory of compacted names; safe for all threads.
 */
public final class Context {
    /** Memory for compacted names of an @context, by estimation: some 150 of them. */
    public static final int NAMES_BYTES = 32 * 1024;

    private final JsonNode source;
    private final Map<String, String> expansions;
    private final Map<String, String> compactions;
    private final List<Map.Entry<String, String>> prefixes;
    private final RememberedNames remembered;

    /**
     * @param source the value of {@code @context} to echo
     * @param userTerms terms of the user's @context and their IRIs, without the core's
     * @param userPrefixes those of the terms that may be a prefix
     * @param namesBytes memory for names that it has compacted
     */
    Context(
            JsonNode source,
            Map<String, String> userTerms,
            Map<String, String> userPrefixes,
            int namesBytes) {
        this.source = source;
        this.remembered = new RememberedNames(namesBytes);
        var terms = new HashMap<>(userTerms);
        terms.putAll(CoreContext.expansions());
        this.expansions = Map.copyOf(terms);
        this.compactions = invert(terms);
        var all = new ArrayList<>(userPrefixes.entrySet());
        all.addAll(CoreContext.prefixes());
        this.prefixes = List.copyOf(all);
    }

    /**
     * The value of {@code @context} that leads to this Context: a URL, an object or an array of
     * them.
     */
    public JsonNode source() {
        return source;
    }

    /** The URL that names this Context in a {@code Link} header, if one URL does. */
    public Optional<String> url() {
        return source.isString() ? Optional.of(source.stringValue()) : Optional.empty();
    }

    /**
     * A short text that is the same for Contexts in which all names mean the same, wherever they
     * come from, whoever asks, and when.
     */
    public String fingerprint() {
        var meaning = new StringBuilder();
        // No term and no IRI holds a line break.
        new TreeMap<>(expansions)
                .forEach((term, iri) -> meaning.append(term).append('\n').append(iri).append('\n'));
        prefixes.stream()
                .map(Map.Entry::getKey)
                .sorted()
                .forEach(prefix -> meaning.append('\n').append(prefix));
        var bytes = meaning.toString().getBytes(StandardCharsets.UTF_8);
        return UUID.nameUUIDFromBytes(bytes).toString();
    }

    /** The IRI of a name of a type, an Attribute or a vocabulary value; an IRI stays as it is. */
    public String expand(String name) {
        var iri = expansions.get(name);
        if (iri != null && iri.charAt(0) != '@') {
            return iri;
        }
        int colon = name.indexOf(':');
        if (colon < 0) {
            return CoreContext.DEFAULT_VOCABULARY + name;
        }
        if (colon == 0 || name.startsWith("//", colon + 1)) {
            return name;
        }
        var prefix = expansions.get(name.substring(0, colon));
        return prefix == null || prefix.charAt(0) == '@'
                ? name
                : prefix + name.substring(colon + 1);
    }

    /**
     * The shortest name that expands to this IRI: a term, else a compact IRI, else the IRI itself.
     */
    public String compact(String iri) {
        var term = compactions.get(iri);
        return term != null ? term : remembered.get(iri, this::computeCompact);
    }

    /** Bytes of the names that it has compacted, by estimation. */
    long namesBytes() {
        return remembered.bytes();
    }

    private String computeCompact(String iri) {
        if (iri.startsWith(CoreContext.DEFAULT_VOCABULARY)) {
            var name = iri.substring(CoreContext.DEFAULT_VOCABULARY.length());
            if (!name.isEmpty() && expand(name).equals(iri)) {
                return name;
            }
        }
        return prefixes.stream()
                .filter(p -> iri.length() > p.getValue().length() && iri.startsWith(p.getValue()))
                .map(p -> p.getKey() + ":" + iri.substring(p.getValue().length()))
                .filter(name -> expand(name).equals(iri))
                .min(
                        Comparator.comparingInt(String::length)
                                .thenComparing(Comparator.naturalOrder()))
                .orElse(iri);
    }

    private static Map<String, String> invert(Map<String, String> terms) {
        var inverse = new HashMap<String, String>();
        terms.forEach((term, iri) -> {
            if (iri.charAt(0) != '@') {
                inverse.merge(iri, term, Context::preferred);
            }
        });
        return Map.copyOf(inverse);
    }

    private static String preferred(String a, String b) {
        return a.length() != b.length()
                ? (a.length() < b.length() ? a : b)
                : (a.compareTo(b) < 0 ? a : b);
    }
}
