package city.auriga.storage.entity;

import city.auriga.storage.sql.Database;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The dictionary of type combinations. A row of {@code entity} holds a number instead of its types,
 * so that a type selection becomes a short list of numbers, judged in memory, and an index scan in
 * paging order. Grows only; shared by all threads.
 */
public final class TypeSets {
    private static final String FIND_OR_ADD =
            """
            WITH added AS (INSERT INTO type_set (types) VALUES (?::text[]) ON CONFLICT (types) DO NOTHING RETURNING id)
            SELECT id FROM added UNION ALL SELECT id FROM type_set WHERE types = ?::text[] LIMIT 1\
            """;
    private static final String NEWER = "SELECT id, types FROM type_set WHERE id > ? ORDER BY id";

    private final Database database;
    private final Map<Integer, List<String>> byId = new ConcurrentHashMap<>();
    private final Map<List<String>, Integer> byTypes = new ConcurrentHashMap<>();

    public TypeSets(Database database) {
        this.database = database;
    }

    /**
     * The number of a combination of types, added if it is new. Commits on its own: a number that
     * nothing uses does no harm.
     */
    public int idOf(List<String> types) {
        var sorted = types.stream().sorted().toList();
        var known = byTypes.get(sorted);
        if (known != null) {
            return known;
        }
        // what another thread adds meanwhile is hidden from the first look, but not from the second
        int id = findOrAdd(sorted).or(() -> findOrAdd(sorted)).orElseThrow();
        remember(id, sorted);
        return id;
    }

    private Optional<Integer> findOrAdd(List<String> sorted) {
        var array = sorted.toArray(String[]::new);
        return database.run(jdbc ->
                jdbc.sql(FIND_OR_ADD).param(array).param(array).query(Integer.class).optional());
    }

    /** The types behind a number. */
    public List<String> types(int id) {
        var known = byId.get(id);
        if (known == null) {
            refresh();
            known = byId.get(id);
        }
        if (known == null) {
            throw new IllegalStateException("type_set " + id + " is not in the dictionary");
        }
        return known;
    }

    /** Numbers of the combinations that a selection accepts; looks for new ones first. */
    public List<Integer> select(Predicate<List<String>> selection) {
        refresh();
        return byId.entrySet().stream()
                .filter(e -> selection.test(e.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private void refresh() {
        // Numbers are given out before they are committed, so a gap may still fill: read from the
        // first gap on.
        int complete = 0;
        while (byId.containsKey(complete + 1)) {
            complete++;
        }
        int from = complete;
        database.run(jdbc ->
                        jdbc.sql(NEWER)
                                .param(from)
                                .query((row, n) ->
                                        Map.entry(
                                                row.getInt(1),
                                                List.of((String[]) row.getArray(2).getArray())))
                                .list())
                .forEach(e -> remember(e.getKey(), e.getValue()));
    }

    private void remember(int id, List<String> types) {
        byId.put(id, types);
        byTypes.put(types, id);
    }
}
