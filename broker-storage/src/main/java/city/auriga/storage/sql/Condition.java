package city.auriga.storage.sql;

import java.util.List;

/**
 * A part of a query as a condition on {@code entity e}.
 *
 * @param exact whether it holds for exactly the entities that match; else for all of them and
 *     perhaps more
 */
public record Condition(Sql sql, boolean exact) {
    static final Condition TRUE = new Condition(Sql.TRUE, true);

    static Condition exact(Sql sql) {
        return new Condition(sql, true);
    }

    static Condition join(String connective, List<Condition> conditions) {
        return new Condition(
                Sql.join(connective, conditions.stream().map(Condition::sql).toList()),
                conditions.stream().allMatch(Condition::exact));
    }
}
