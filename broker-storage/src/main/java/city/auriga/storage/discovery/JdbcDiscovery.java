package city.auriga.storage.discovery;

import city.auriga.core.discovery.Count;
import city.auriga.core.discovery.Discovery;
import city.auriga.core.discovery.Inventory;
import city.auriga.core.model.AttributeType;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.storage.entity.TypeSets;
import city.auriga.storage.sql.Database;
import city.auriga.storage.sql.SqlResource;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** Sums up what the batch writer has counted, in one statement, so that all is of one moment. */
public final class JdbcDiscovery implements Discovery {
    private static final String FIND = SqlResource.read(JdbcDiscovery.class, "find.sql");
    private static final String EVERYTHING = "true";
    private static final String TYPES = "c.attribute = ''";
    private static final String OF_TYPE =
            "c.type_set IN (SELECT id FROM type_set WHERE types @> ARRAY[:name]::text[])";
    private static final String OF_ATTRIBUTE = "c.attribute = :name";

    private final Database database;
    private final TypeSets typeSets;
    private final int limit;

    private record Row(int typeSet, String attribute, String attributeType, long number) {}

    /**
     * @param database for statements that are planned anew each time: how much is due, only the
     *     time tells
     * @param limit how many numbers one answer may be made of
     */
    public JdbcDiscovery(Database database, TypeSets typeSets, int limit) {
        this.database = database;
        this.typeSets = typeSets;
        this.limit = limit;
    }

    @Override
    public Inventory find(Tenant tenant, Selection selection, Instant now) {
        var rows =
                switch (selection) {
                    case Selection.Everything() -> rows(tenant, EVERYTHING, "", now);
                    case Selection.Types() -> rows(tenant, TYPES, "", now);
                    case Selection.OfType(var name) -> rows(tenant, OF_TYPE, name, now);
                    case Selection.OfAttribute(var name) ->
                            name.isEmpty() ? List.<Row>of() : rows(tenant, OF_ATTRIBUTE, name, now);
                };
        return new Inventory(rows.stream().map(this::count).toList());
    }

    private List<Row> rows(Tenant tenant, String condition, String name, Instant now) {
        var rows =
                database.run(jdbc ->
                        jdbc.sql(FIND.formatted(condition))
                                .param("tenant", tenant.name())
                                .param("now", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                                .param("name", name)
                                .param("limit", limit + 1)
                                .query((row, n) ->
                                        new Row(
                                                row.getInt(1),
                                                row.getString(2),
                                                row.getString(3),
                                                row.getLong(4)))
                                .list());
        if (rows.size() > limit) {
            throw new NgsiLdException(
                    Problem.TOO_MANY_RESULTS,
                    "there are more than "
                            + limit
                            + " combinations of types and Attributes; ask for one type or"
                            + " Attribute");
        }
        return rows;
    }

    private Count count(Row row) {
        var types = typeSets.types(row.typeSet);
        return row.attribute.isEmpty()
                ? new Count.Entities(types, row.number)
                : new Count.Instances(
                        types,
                        row.attribute,
                        AttributeType.find(row.attributeType).orElseThrow(),
                        row.number);
    }
}
