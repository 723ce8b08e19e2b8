package city.auriga.storage.entity;

import city.auriga.storage.sql.Database;
import city.auriga.storage.sql.SqlResource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The dictionary of type combinations. A row of {@code entity} holds a number instead of its types,
 * so that a type selection becomes a short list of numbers, judged in memory, and an index scan in
 * paging order. Numbers are given out one after the other without a gap, so the newest one tells
 * whether a process knows them all. Grows only; shared by all threads.
 */
public final class TypeSets {
    private static final String ADD = SqlResource.read(TypeSets.class, "add-type-set.sql");
    private static final String FIND = "SELECT id FROM type_set WHERE types = ?::text[]";
    private static final String NEWER = "SELECT id, types FROM type_set WHERE id > ? ORDER BY id";
    // whoever adds waits for whoever is adding, so that numbers are committed in their order
    private static final String ONE_BY_ONE =
            "SELECT pg_advisory_xact_lock(hashtext('type_set'))::text";

    private final Database database;
    private final Map<Integer, List<String>> byId = new ConcurrentHashMap<>();
    private final Map<List<String>, Integer> byTypes = new ConcurrentHashMap<>();
    private volatile int newest;

    public TypeSets(Database database) {
        this.database = database;
    }

    /**
     * The number of a combination of types, added if it is new. Commits on its own: a number that
     * nothing uses does no harm.
     */
    public int idOf(List<String> types) {
        var sorted = types.size() == 1 ? types : types.stream().sorted().toList();
        var known = byTypes.get(sorted);
        if (known != null) {
            return known;
        }
        add(sorted);
        refresh();
        return Objects.requireNonNull(byTypes.get(sorted));
    }

    private void add(List<String> sorted) {
        var array = sorted.toArray(String[]::new);
        database.inTransaction(jdbc -> {
            jdbc.sql(ONE_BY_ONE).query(String.class).single();
            return jdbc.sql(FIND).param(array).query(Integer.class).optional().isPresent()
                    ? 0
                    : jdbc.sql(ADD).param(array).update();
        });
    }

    /** Whether {@link #types} has it at hand. */
    boolean knows(int id) {
        return byId.containsKey(id);
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

    /** Numbers of the known combinations that a selection accepts. */
    public List<Integer> select(Predicate<List<String>> selection) {
        return byId.entrySet().stream()
                .filter(e -> selection.test(e.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** The highest known number; all up to it are known. */
    public int newest() {
        return newest;
    }

    /** Learns what other processes have added. */
    public synchronized void refresh() {
        database.run(jdbc ->
                        jdbc.sql(NEWER)
                                .param(newest)
                                .query((row, n) ->
                                        Map.entry(
                                                row.getInt(1),
                                                List.of((String[]) row.getArray(2).getArray())))
                                .list())
                .forEach(e -> {
                    byId.put(e.getKey(), e.getValue());
                    byTypes.put(e.getValue(), e.getKey());
                    newest = e.getKey();
                });
    }
}
