package city.auriga.storage.sql;

import static city.auriga.storage.sql.JsonPaths.quote;

import city.auriga.core.query.Member;
import city.auriga.core.query.Path;
import city.auriga.core.query.Q;
import city.auriga.core.query.TypeSelection;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a {@code q} (4.9). All that is about the document of one Entity becomes one SQL/JSON
 * path predicate, so that the document is unpacked once; members that are columns and linked
 * Entities are SQL around it.
 *
 * <p>Where an Attribute is indexed, a further SQL condition stands next to that predicate: one that
 * it implies and that the index answers.
 */
final class QCompiler {
    private final Function<TypeSelection, List<Integer>> typeSets;
    private final Set<String> indexed;
    private final Instant now;
    private final String live;
    private int aliases;

    /**
     * @param indexed the Attributes that have indexes
     * @param now what has expired by then does not exist
     */
    QCompiler(Function<TypeSelection, List<Integer>> typeSets, Set<String> indexed, Instant now) {
        this.typeSets = typeSets;
        this.indexed = indexed;
        this.now = now;
        this.live = "!(@.expiresAt <= " + JsonPaths.time(now) + ")";
    }

    /** The condition on a row of {@code entity} with this alias. */
    Condition compile(Q q, String alias) {
        return part(q, alias).on(alias);
    }

    private QPart part(Q q, String alias) {
        return switch (q) {
            case Q.And(var terms) -> QPart.all(parts(terms, alias), alias);
            case Q.Or(var terms) -> QPart.any(parts(terms, alias), alias);
            case Q.Absent(var path) -> absent(path, alias);
            case Q.Exists exists -> term(exists, exists.path(), alias);
            case Q.Equal equal -> term(equal, equal.path(), alias);
            case Q.Order order -> term(order, order.path(), alias);
            case Q.Match match -> term(match, match.path(), alias);
        };
    }

    private List<QPart> parts(List<Q> terms, String alias) {
        return terms.stream().map(term -> part(term, alias)).toList();
    }

    private QPart absent(Path path, String alias) {
        if (isUntargetable(path)) {
            return QPart.NEVER;
        }
        return switch (part(new Q.Exists(path), alias)) {
            case QPart.Document(var predicate, var _) ->
                    new QPart.Document(
                            new Predicate("!(" + predicate.text() + ")", predicate.exact()));
            case QPart.Plain(var condition) ->
                    QPart.plain(Sql.of("NOT (").then(condition.sql()).then(")"));
        };
    }

    private static boolean isUntargetable(Path path) {
        return switch (path) {
            case Path.Linked linked -> isUntargetable(linked.target());
            case Path.Local local ->
                    local.names().isEmpty()
                            && local.member() != null
                            && !local.member().onAttribute();
        };
    }

    /** A condition on one path. */
    private QPart term(Q term, Path path, String alias) {
        return switch (path) {
            case Path.Linked linked -> linked(term, linked, alias);
            case Path.Local local when local.names().isEmpty() ->
                    onEntity(term, local.member(), alias);
            case Path.Local local -> onAttribute(term, local, alias);
        };
    }

    private QPart linked(Q term, Path.Linked path, String alias) {
        var objects =
                "$."
                        + quote(path.relationship())
                        + "[*] ? ("
                        + live
                        + ").keyvalue() ? (@.key == \"object\" || @.key =="
                        + " \"objectList\").value[*]";
        var target = "linked" + ++aliases;
        var inner = term(term, path.target(), target).on(target);
        var sql =
                Sql.of(
                        """
                        EXISTS (SELECT 1 FROM jsonb_path_query(%1$s.document, (SELECT ?::jsonpath)) AS object
                        JOIN entity %2$s ON %2$s.tenant = %1$s.tenant AND %2$s.id = object #>> '{}'
                        WHERE (%2$s.expires_at IS NULL OR %2$s.expires_at > ?)
                        """
                                .formatted(alias, target),
                        objects,
                        OffsetDateTime.ofInstant(now, ZoneOffset.UTC));
        if (!path.types().isEmpty()) {
            var hint = new TypeSelection(path.types().stream().map(List::of).toList());
            sql = sql.then(" AND ").then(QueryCompiler.types(typeSets.apply(hint), target));
        }
        return new QPart.Plain(
                new Condition(sql.then(" AND ").then(inner.sql()).then(")"), inner.exact()));
    }

    private static QPart onEntity(Q term, @Nullable Member member, String alias) {
        return switch (member) {
            case CREATED_AT -> QPart.plain(TimePredicates.onColumn(alias + ".created_at", term));
            case MODIFIED_AT -> QPart.plain(TimePredicates.onColumn(alias + ".modified_at", term));
            case EXPIRES_AT ->
                    QPart.plain(
                            Sql.of("(" + alias + ".expires_at IS NOT NULL AND ")
                                    .then(TimePredicates.onColumn(alias + ".expires_at", term))
                                    .then(")"));
            case null -> QPart.NEVER;
            case ID,
                    TYPE,
                    SCOPE,
                    DELETED_AT,
                    OBSERVED_AT,
                    UNIT_CODE,
                    DATASET_ID,
                    INSTANCE_ID,
                    OBJECT_TYPE,
                    VALUE_TYPE ->
                    QPart.NEVER;
        };
    }

    private QPart onAttribute(Q term, Path.Local path, String alias) {
        return switch (path.member()) {
            case null -> onValue(term, path, alias);
            case OBSERVED_AT -> inInstance(path, time(term, "observedAt"));
            case EXPIRES_AT -> inInstance(path, time(term, "expiresAt"));
            case UNIT_CODE -> inInstance(path, text(term, "unitCode"));
            case DATASET_ID -> inInstance(path, text(term, "datasetId"));
            case VALUE_TYPE -> inInstance(path, text(term, "valueType"));
            case OBJECT_TYPE ->
                    inInstance(
                            path,
                            InstancePredicates.text(term, "objectType", Place.texts("objectType")));
            case CREATED_AT -> systemTime(term, path, List.of("createdAt"), alias);
            case MODIFIED_AT -> systemTime(term, path, List.of("modifiedAt", "createdAt"), alias);
            case DELETED_AT, INSTANCE_ID, ID, TYPE, SCOPE -> QPart.NEVER;
        };
    }

    private QPart onValue(Q term, Path.Local path, String alias) {
        var predicate = inInstance(path, InstancePredicates.value(term, path.trail())).predicate();
        var attribute = path.names().getFirst();
        boolean isIndexed =
                path.names().size() == 1
                        && path.trail() instanceof Path.Trail.None
                        && indexed.contains(attribute);
        return new QPart.Document(
                predicate,
                isIndexed ? new IndexConditions(alias + ".document", attribute).of(term) : null);
    }

    private static Predicate time(Q term, String member) {
        return TimePredicates.onPath("@." + member, term).where("exists(@." + member + ")");
    }

    private static Predicate text(Q term, String member) {
        return InstancePredicates.text(term, member, Place.text(member));
    }

    private QPart.Document inInstance(Path.Local path, Predicate predicate) {
        var names = path.names();
        var inside = "(" + live + ") && (" + predicate.text() + ")";
        for (int i = names.size() - 1; i > 0; i--) {
            inside =
                    "(" + live + ") && exists(@." + quote(names.get(i)) + "[*] ? (" + inside + "))";
        }
        return new QPart.Document(
                new Predicate(
                        "exists($." + quote(names.getFirst()) + "[*] ? (" + inside + "))",
                        predicate.exact()));
    }

    /**
     * A time that is left out of the document where it is the same as that of the Entity: whether
     * the condition holds for the Entity's decides which of two predicates is asked. Below a
     * sub-attribute, where other Attributes stand in between, the existence narrows.
     *
     * @param members in the order in which they stand in for one another, before the Entity's
     */
    private QPart systemTime(Q term, Path.Local path, List<String> members, String alias) {
        if (term instanceof Q.Exists) {
            return inInstance(path, Predicate.ALWAYS);
        }
        if (path.names().size() > 1) {
            return inInstance(path, Predicate.narrowing(Predicate.ALWAYS.text()));
        }
        var stored = new ArrayList<Predicate>();
        var before = "";
        for (var member : members) {
            stored.add(
                    TimePredicates.onPath("@." + member, term)
                            .where(before + "exists(@." + member + ")"));
            before += "!exists(@." + member + ") && ";
        }
        var none = Predicate.ALWAYS.where(before + Predicate.ALWAYS.text());
        var otherwise = inInstance(path, Predicate.any(stored));
        stored.add(none);
        var inherited = inInstance(path, Predicate.any(stored));
        return QPart.plain(
                Sql.of(alias + ".document @@ CASE WHEN ")
                        .then(TimePredicates.onColumn(alias + ".created_at", term))
                        .then(
                                " THEN (SELECT ?::jsonpath) ELSE (SELECT ?::jsonpath) END",
                                inherited.predicate().text(),
                                otherwise.predicate().text()));
    }
}
