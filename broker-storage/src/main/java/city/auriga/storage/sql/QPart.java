package city.auriga.storage.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A part of a {@code q}: a condition on the document of an Entity, or around it. */
sealed interface QPart {
    QPart NEVER = plain(Sql.FALSE);

    /**
     * On the document.
     *
     * @param index holds wherever the predicate does, and an index answers it; null if none does
     */
    record Document(Predicate predicate, @Nullable Sql index) implements QPart {
        Document(Predicate predicate) {
            this(predicate, null);
        }

        /**
         * The sub-select makes PostgreSQL parse the path once, not for each row, and assume that
         * one row in a hundred matches.
         */
        @Override
        public Condition on(String alias) {
            var sql = Sql.of(alias + ".document @@ (SELECT ?::jsonpath)", predicate.text());
            return new Condition(
                    index == null ? sql : Sql.join(" AND ", List.of(index, sql)),
                    predicate.exact());
        }
    }

    record Plain(Condition condition) implements QPart {
        @Override
        public Condition on(String alias) {
            return condition;
        }
    }

    static QPart plain(Sql sql) {
        return new Plain(new Condition(sql, true));
    }

    /** The condition on a row of {@code entity} with this alias. */
    Condition on(String alias);

    static QPart all(List<QPart> parts, String alias) {
        return connect(" AND ", parts, Predicate::all, alias);
    }

    static QPart any(List<QPart> parts, String alias) {
        return connect(" OR ", parts, Predicate::any, alias);
    }

    private static QPart connect(
            String connective,
            List<QPart> parts,
            Function<List<Predicate>, Predicate> predicates,
            String alias) {
        var conditions = new ArrayList<Condition>();
        var documents = new ArrayList<Document>();
        for (var part : parts) {
            switch (part) {
                case Plain(var condition) -> conditions.add(condition);
                case Document document -> documents.add(document);
            }
        }
        if (documents.isEmpty()) {
            return new Plain(Condition.join(connective, conditions));
        }
        var together =
                new Document(
                        predicates.apply(documents.stream().map(Document::predicate).toList()),
                        index(connective, documents));
        if (conditions.isEmpty()) {
            return together;
        }
        conditions.add(together.on(alias));
        return new Plain(Condition.join(connective, conditions));
    }

    /** Where one of several alternatives has no index, the others' say nothing. */
    private static @Nullable Sql index(String connective, List<Document> documents) {
        var indexes = documents.stream().flatMap(d -> Stream.ofNullable(d.index)).toList();
        boolean isEnough =
                connective.equals(" AND ")
                        ? !indexes.isEmpty()
                        : indexes.size() == documents.size();
        return isEnough ? Sql.join(connective, indexes) : null;
    }
}
