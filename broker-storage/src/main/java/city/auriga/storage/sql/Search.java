package city.auriga.storage.sql;

/**
 * A query as SQL.
 *
 * @param from tables, {@code entity e} among them, each of whose rows comes once
 * @param where what must hold for them, but for the tenant and the expiry of the entity
 * @param exact whether that leaves exactly the entities that match; else all of them and perhaps
 *     more
 */
public record Search(Sql from, Sql where, boolean exact) {
    static final Sql ENTITIES = Sql.of("entity e");

    static Search of(Condition condition) {
        return new Search(ENTITIES, condition.sql(), condition.exact());
    }
}
