package city.auriga.storage.index;

import city.auriga.storage.sql.Database;
import java.util.Set;

/**
 * The indexed Attributes as this process knows them. An index that it does not know yet, or that is
 * gone, makes a query slower, never wrong.
 */
public final class KnownIndexes {
    private static final String VALID =
            "SELECT attribute FROM attribute_index WHERE state = 'valid'";

    private final Database database;
    private volatile Set<String> attributes = Set.of();

    public KnownIndexes(Database database) {
        this.database = database;
    }

    /** Expanded names. */
    public Set<String> attributes() {
        return attributes;
    }

    /** Looks what other processes have changed. */
    public void refresh() {
        attributes = Set.copyOf(database.run(jdbc -> jdbc.sql(VALID).query(String.class).list()));
    }
}
