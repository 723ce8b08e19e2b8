package city.auriga.storage.sql;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.dao.DataAccessException;

/**
 * The collations that orders ask for (4.23), by their language tags. PostgreSQL has those of plain
 * languages; others are created when they are first asked for, up to a number.
 */
public final class Collations {
    private static final String CODE_POINTS = "\"C\"";
    private static final String PREFIX = "auriga-";

    private final Database database;
    private final int limit;
    private final Map<String, String> names = new ConcurrentHashMap<>();

    /**
     * @param limit how many collations may be created
     */
    public Collations(Database database, int limit) {
        this.database = database;
        this.limit = limit;
    }

    /**
     * The quoted name of a collation.
     *
     * @param tag well-formed, or null for code points
     * @throws NgsiLdException BadRequestData if PostgreSQL does not know it, or too many have been
     *     created
     */
    public String name(@org.jspecify.annotations.Nullable String tag) {
        return tag == null ? CODE_POINTS : names.computeIfAbsent(tag, this::findOrCreate);
    }

    private String findOrCreate(String tag) {
        for (var candidate : new String[] {tag + "-x-icu", PREFIX + tag.toLowerCase(Locale.ROOT)}) {
            if (exists(candidate)) {
                return quoted(candidate);
            }
        }
        return create(tag);
    }

    private boolean exists(String name) {
        return database.run(jdbc ->
                jdbc.sql(
                                "SELECT EXISTS (SELECT FROM pg_collation WHERE collname = ? AND"
                                        + " collencoding IN (-1, 6))")
                        .param(name)
                        .query(Boolean.class)
                        .single());
    }

    private String create(String tag) {
        long created =
                database.run(jdbc ->
                        jdbc.sql("SELECT count(*) FROM pg_collation WHERE collname LIKE ?")
                                .param(PREFIX + "%")
                                .query(Long.class)
                                .single());
        if (created >= limit) {
            throw new NgsiLdException(
                    Problem.BAD_REQUEST_DATA,
                    "there are " + created + " collations already, the limit is " + limit,
                    "collation");
        }
        var name = quoted(PREFIX + tag.toLowerCase(Locale.ROOT));
        try {
            database.run(jdbc ->
                    jdbc.sql(
                                    "CREATE COLLATION IF NOT EXISTS %s (provider = icu, locale = '%s', deterministic = false)"
                                            .formatted(name, tag))
                            .update());
        } catch (DataAccessException refused) {
            throw NgsiLdException.badData(
                    "collation", "PostgreSQL knows no collation for '" + tag + "'");
        }
        return name;
    }

    /** A well-formed tag has letters, digits and hyphens only. */
    private static String quoted(String name) {
        if (!name.matches("[A-Za-z0-9-]+")) {
            throw new IllegalArgumentException("not the name of a collation: " + name);
        }
        return '"' + name + '"';
    }
}
