package city.auriga.storage.sql;

/**
 * A query as a condition on {@code entity e}.
 *
 * @param exact whether it holds for exactly the entities that match; else for all of them and
 *     perhaps more
 */
public record Condition(Sql sql, boolean exact) {}
