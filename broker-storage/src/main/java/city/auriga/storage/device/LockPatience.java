package city.auriga.storage.device;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How long a transaction waits for locks of others: who moves or removes many devices holds theirs
 * until all is done. Then it fails as what may succeed later.
 */
enum LockPatience {
    /** Whatever there is of others waits behind the one that does this: it is tried again. */
    MOMENT("10ms"),

    /** Readings of others wait behind the one that does this: it is tried again. */
    READING("100ms"),

    /**
     * Work that is done one after the other, and tried again; or readings, where those who hold the
     * locks are soon through as a rule.
     */
    BACKGROUND("1s");

    private final String sql;

    LockPatience(String time) {
        this.sql = "SET LOCAL lock_timeout = '" + time + "'";
    }

    /** First of all in a transaction. */
    void begin(JdbcClient jdbc) {
        jdbc.sql(sql).update();
    }
}
