package city.auriga.storage.sql;

import java.util.List;
import java.util.stream.Stream;

/**
 * What the indexes of an Attribute hold of its values, as SQL: for each datatype that has an order
 * the lowest value of all instances, and the highest where it is another. They only narrow: numbers
 * are rounded and texts cut, so that an index can hold them, and what has expired counts.
 */
public enum IndexedValue {
    NUMBER("number", "indexed_number(?::numeric)", ""),
    TEXT("text", "indexed_text(?)", " COLLATE \"C\"");

    private static final String COLUMN = "document";

    private final String datatype;
    private final String bind;
    private final String collation;

    IndexedValue(String datatype, String bind, String collation) {
        this.datatype = datatype;
        this.bind = bind;
        this.collation = collation;
    }

    /** The indexes of an Attribute, with names that begin with a given one. */
    public static List<Index> indexes(String name, String attribute) {
        return Stream.of(values())
                .flatMap(kind ->
                        Stream.of(
                                new Index(
                                        name + "_" + kind.datatype, kind.lowest(COLUMN, attribute)),
                                new Index(
                                        name + "_" + kind.datatype + "_to",
                                        kind.widest(COLUMN, attribute))))
                .toList();
    }

    /**
     * An index, and statistics of the same name: PostgreSQL takes none from an index that leaves
     * rows out.
     *
     * @param name of both; needs no quotes
     */
    public record Index(String name, String expression) {
        /** What follows {@code CREATE INDEX CONCURRENTLY}. */
        public String definition() {
            return "%1$s ON entity (tenant, %2$s) WHERE %2$s IS NOT NULL"
                    .formatted(name, expression);
        }

        /** What follows {@code CREATE STATISTICS}. */
        public String statistics() {
            return "%s ON %s FROM entity".formatted(name, expression);
        }
    }

    /**
     * @param document the column
     */
    String lowest(String document, String attribute) {
        return expression("lowest_", document, attribute);
    }

    /** Null where there is only one value. */
    String widest(String document, String attribute) {
        return expression("widest_", document, attribute);
    }

    /** The planner knows an index by its very text, so the name of an Attribute is no bind. */
    private String expression(String function, String document, String attribute) {
        var name = "'" + attribute.replace("'", "''") + "'";
        return "(" + function + datatype + "(" + document + " -> " + name + ")" + collation + ")";
    }

    /** A value of a query, made comparable with what the index holds. */
    Sql value(String value) {
        return Sql.of(bind + collation, value);
    }
}
