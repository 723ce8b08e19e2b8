package city.auriga.core.subscription;

import city.auriga.core.jsonld.Context;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.query.TypeSelection;
import city.auriga.core.representation.Names;
import city.auriga.core.representation.StorableJson;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Expands and compacts the names in a subscription document. The stored form holds expanded names,
 * so that it can be read again without any remote @context; beside {@code q}, which stays as it was
 * written, it holds the terms of {@code q} and their IRIs.
 */
public final class SubscriptionTerms {
    /** Member of the stored form: from the words in {@code q} to their IRIs. */
    static final String Q_TERMS = "qTerms";

    /** Member of the stored form: the @context of the request that created the subscription. */
    static final String CONTEXT = "@context";

    /** How brokers begin the names of members that are their own: no client sets any. */
    private static final String INTERNAL = "_";

    private static final Set<String> READ_ONLY =
            Set.of("status", "createdAt", "modifiedAt", Q_TERMS);
    private static final Set<String> NOTIFICATION_READ_ONLY =
            Set.of(
                    "status",
                    "timesSent",
                    "timesFailed",
                    "lastNotification",
                    "lastSuccess",
                    "lastFailure");

    /** Lists of Attributes, by their members of {@code notification}. */
    private static final List<String> PROJECTIONS = List.of("attributes", "pick", "omit");

    /** A name in a list of members with braces. */
    private static final Pattern NAME = Pattern.compile("[^{},|]+");

    private static final Pattern WORD = Pattern.compile("\\p{L}[\\p{L}\\p{N}_]*");

    private SubscriptionTerms() {}

    /**
     * The stored form of what a client sent: names expanded, members that only the broker sets left
     * out.
     */
    public static ObjectNode expand(JsonNode body, Context context) {
        if (!(body instanceof ObjectNode sent)) {
            throw NgsiLdException.invalid("$", "expected a Subscription");
        }
        StorableJson.require(sent);
        requireNames(sent, "$", "watchedAttributes");
        for (var list : PROJECTIONS) {
            requireNames(sent.path("notification"), "$.notification", list);
        }
        requireNames(sent.path("geoQ"), "$.geoQ", "geoproperty");
        var stored = rename(sent, context::expand);
        READ_ONLY.forEach(stored::remove);
        stored.remove(
                stored.propertyStream()
                        .map(Map.Entry::getKey)
                        .filter(name -> name.startsWith(INTERNAL))
                        .toList());
        stored.remove(CONTEXT);
        if (stored.get("notification") instanceof ObjectNode notification) {
            NOTIFICATION_READ_ONLY.forEach(notification::remove);
        }
        if (stored.path("q").isString()) {
            stored.set(Q_TERMS, terms(stored.get("q").stringValue(), context));
        }
        return stored;
    }

    /** Every name that is to be expanded must be one: expanded, nobody could tell any more. */
    private static void requireNames(JsonNode object, String path, String member) {
        var names = object.path(member);
        for (var name : names.isArray() ? names : List.of(names)) {
            if (name.isString()
                    && !isEntityMember(name.stringValue())
                    && name.stringValue().indexOf('{') < 0) {
                Names.require(name.stringValue(), path + "." + member);
            }
        }
    }

    /** What a client is shown of a stored subscription, in the words of its @context. */
    public static ObjectNode compact(ObjectNode stored, Context context) {
        var shown = rename(stored, context::compact);
        shown.remove(Q_TERMS);
        shown.remove(CONTEXT);
        return shown;
    }

    private static ObjectNode terms(String q, Context context) {
        var terms = JsonNodeFactory.instance.objectNode();
        var words = WORD.matcher(q);
        while (words.find()) {
            terms.put(words.group(), context.expand(words.group()));
        }
        return terms;
    }

    private static ObjectNode rename(ObjectNode document, UnaryOperator<String> name) {
        var renamed = document.deepCopy();
        renameList(renamed, "watchedAttributes", name);
        for (int i = 0; i < renamed.path("entities").size(); i++) {
            if (renamed.get("entities").get(i) instanceof ObjectNode selector
                    && selector.path("type").isString()) {
                var selection =
                        TypeSelection.parse(
                                selector.get("type").stringValue(),
                                "$.entities[" + i + "].type",
                                term -> term);
                selector.put("type", selection.print(name));
            }
        }
        if (renamed.get("geoQ") instanceof ObjectNode geoQ && geoQ.path("geoproperty").isString()) {
            geoQ.put("geoproperty", name.apply(geoQ.get("geoproperty").stringValue()));
        }
        if (renamed.get("notification") instanceof ObjectNode notification) {
            PROJECTIONS.forEach(list -> renameList(notification, list, name));
        }
        return renamed;
    }

    private static void renameList(ObjectNode object, String member, UnaryOperator<String> name) {
        if (!object.path(member).isArray()) {
            return;
        }
        var renamed = object.arrayNode();
        for (var item : object.get(member)) {
            renamed.add(
                    item.isString()
                            ? object.stringNode(renameNames(item.stringValue(), name))
                            : item);
        }
        object.set(member, renamed);
    }

    /** One name, or names with those of linked Entities in braces (4.21). */
    private static String renameNames(String text, UnaryOperator<String> name) {
        if (text.indexOf('{') < 0) {
            return isEntityMember(text) ? text : name.apply(text);
        }
        return NAME.matcher(text)
                .replaceAll(found -> {
                    var one = found.group().strip();
                    return Matcher.quoteReplacement(
                            one.isEmpty() || isEntityMember(one) ? one : name.apply(one));
                });
    }

    private static boolean isEntityMember(String name) {
        return name.equals("id") || name.equals("type") || name.equals("scope");
    }
}
