package city.auriga.core.representation;

import city.auriga.core.jsonld.Context;
import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.jsonld.CoreContext;
import city.auriga.core.model.Uri;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.query.TermExpander;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names of types and Attributes (4.6.2). */
public final class Names {
    /**
     * Members of an Attribute that are not Attributes themselves, so that no Attribute may have
     * their name (4.4).
     */
    private static final Set<String> NON_REIFIED =
            Set.of(
                    "id",
                    "@id",
                    "type",
                    "@type",
                    "@context",
                    "value",
                    "object",
                    "objectList",
                    "languageMap",
                    "vocab",
                    "json",
                    "valueList",
                    "datasetId",
                    "instanceId",
                    "observedAt",
                    "createdAt",
                    "modifiedAt",
                    "deletedAt",
                    "unitCode",
                    "valueType",
                    "objectType",
                    "lang",
                    "entity",
                    "entityList",
                    "previousValue",
                    "previousObject",
                    "previousLanguageMap",
                    "previousVocab",
                    "previousJson",
                    "previousValueList",
                    "previousObjectList",
                    "entityIdSealed",
                    "entityTypeSealed");

    /** The same as IRIs, by which a client may name them, too. */
    private static final Set<String> RESERVED =
            Stream.concat(NON_REIFIED.stream(), Stream.of("scope", "expiresAt"))
                    .filter(term -> !term.startsWith("@"))
                    .flatMap(term ->
                            Stream.of(
                                    ContextParser.core().expand(term), CoreContext.NGSI_LD + term))
                    .collect(Collectors.toUnmodifiableSet());

    private static final Set<String> PLACES =
            Set.of(
                    CoreContext.NGSI_LD + "location",
                    CoreContext.NGSI_LD + "observationSpace",
                    CoreContext.NGSI_LD + "operationSpace");

    private Names() {}

    /**
     * Checks the name of a type or Attribute: a term, a prefixed term, or an absolute IRI.
     *
     * @param member where it stands, for the error
     * @return the name
     */
    public static String require(String name, String member) {
        if (!isName(name)) {
            throw NgsiLdException.badData(
                    member,
                    "'"
                            + name
                            + "' is not a name: expected a letter followed by letters, digits or"
                            + " '_', with or without a prefix, or an IRI");
        }
        return name;
    }

    /** Checks the name of a type, which must not be a keyword of JSON-LD, or its alias. */
    public static String requireType(String name, String member) {
        if (name.equals("id") || name.equals("type")) {
            throw NgsiLdException.badData(
                    member, "'" + name + "' is a keyword and cannot name a type");
        }
        return require(name, member);
    }

    /**
     * Checks the name of an Attribute, which must not be a member of the information model itself.
     */
    public static String requireAttribute(String name, String member) {
        if (NON_REIFIED.contains(name)) {
            throw NgsiLdException.badData(
                    member,
                    "'" + name + "' belongs to the information model and cannot name an Attribute");
        }
        return require(name, member);
    }

    /**
     * Expands the name of an Attribute.
     *
     * @param member where it stands, for the error
     * @throws NgsiLdException BadRequestData if it is no name, or that of a member of the
     *     information model, be it as a term, a compact or an absolute IRI
     */
    public static String expandAttribute(String name, Context context, String member) {
        var iri = context.expand(requireAttribute(name, member));
        if (RESERVED.contains(iri)) {
            throw NgsiLdException.badData(
                    member,
                    "'" + name + "' belongs to the information model and cannot name an Attribute");
        }
        return iri;
    }

    /**
     * Whether a term is the information model's own, so that no Attribute can have it as a name.
     */
    public static boolean isReserved(String term) {
        return NON_REIFIED.contains(term) || term.equals("scope") || term.equals("expiresAt");
    }

    /**
     * Whether an Attribute can only be a GeoProperty (4.7.1).
     *
     * @param iri its expanded name
     */
    public static boolean isPlace(String iri) {
        return PLACES.contains(iri);
    }

    /** Whether {@link #expandAttribute} accepts a name. */
    static boolean isAttribute(String name, Context context) {
        return !NON_REIFIED.contains(name)
                && isName(name)
                && !RESERVED.contains(context.expand(name));
    }

    private static boolean isName(String name) {
        int colon = name.indexOf(':');
        if (colon < 0) {
            return TermExpander.isTerm(name);
        }
        return (TermExpander.isTerm(name.substring(0, colon))
                        && TermExpander.isTerm(name.substring(colon + 1)))
                || Uri.isAbsolute(name);
    }
}
