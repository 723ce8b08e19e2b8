package city.auriga.storage.discovery;

import city.auriga.storage.sql.Database;
import city.auriga.storage.sql.SqlResource;

/**
 * Adds what the batch writers have appended to the numbers, so that reading stays cheap. Each step
 * is one statement, so that a reader sees all of it or nothing.
 */
public final class ContentFolding {
    private static final String FOLD = SqlResource.read(ContentFolding.class, "fold.sql");
    // One process at a time: two would add new numbers side by side.
    private static final String ALONE =
            "SELECT pg_try_advisory_xact_lock(hashtext('content_count'))";
    private static final int STEP = 10_000;

    private final Database database;

    public ContentFolding(Database database) {
        this.database = database;
    }

    /** Does nothing if another process is at it. */
    public void fold() {
        while (step() == STEP) {
            // there is more
        }
    }

    private int step() {
        return database.inTransaction(jdbc ->
                jdbc.sql(ALONE).query(Boolean.class).single()
                        ? jdbc.sql(FOLD).param("most", STEP).query(Integer.class).single()
                        : 0);
    }
}
