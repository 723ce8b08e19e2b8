package city.auriga.storage.sql;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a failed statement means, by its SQLSTATE. */
public final class SqlFault {
    // raised by use_tenants()
    private static final String NO_TENANT = "AU001";

    /** read_only_sql_transaction, lock_not_available. */
    private static final Set<String> LATER = Set.of("25006", "55P03");

    private SqlFault() {}

    /**
     * Another process was faster: a new row, a deadlock, a serialization failure. Trying again
     * helps.
     */
    public static boolean isConcurrent(SQLException e) {
        return state(e).equals("23505") || isRolledBack(e);
    }

    /** A deadlock or a serialization failure: the same request may succeed another time. */
    public static boolean isRolledBack(SQLException e) {
        var state = state(e);
        return state.equals("40001") || state.equals("40P01");
    }

    /**
     * The server is gone, going, coming, out of connections or out of space, lets nobody write, or
     * lets us wait too long for a lock: the request may succeed later.
     */
    public static boolean isUnavailable(SQLException e) {
        var state = state(e);
        return state.isEmpty()
                || state.startsWith("08")
                || state.startsWith("57P")
                || state.startsWith("53")
                || LATER.contains(state);
    }

    /** The statement would write to a tenant that does not exist, or is being removed. */
    public static boolean isOfNoTenant(SQLException e) {
        return state(e).equals(NO_TENANT);
    }

    private static String state(SQLException e) {
        @Nullable String state = e.getSQLState();
        return state == null ? "" : state;
    }
}
