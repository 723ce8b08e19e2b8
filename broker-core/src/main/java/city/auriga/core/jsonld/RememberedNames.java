package city.auriga.core.jsonld;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/**
 * Names that need not be computed again, in so many bytes. When they are full it begins anew: names
 * that are in use come back, and what one client made up stays no longer than the others' next.
 * Safe for all threads.
 */
final class RememberedNames {
    /** Bytes of an entry besides its characters: a node, two texts and their arrays. */
    private static final long ENTRY = 130;

    private final long limit;
    private final ConcurrentMap<String, String> names = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();

    /**
     * @param limit bytes, by estimation
     */
    RememberedNames(long limit) {
        this.limit = limit;
    }

    /** The name of an IRI, computed if it is not known. */
    String get(String iri, UnaryOperator<String> computation) {
        var known = names.get(iri);
        if (known != null) {
            return known;
        }
        var name = computation.apply(iri);
        long size = size(iri, name);
        if (size > limit) {
            return name;
        }
        if (bytes.addAndGet(size) > limit) {
            names.clear();
            bytes.set(size);
        }
        names.put(iri, name);
        return name;
    }

    /** Bytes of what is remembered, by estimation. */
    long bytes() {
        return names.entrySet().stream()
                .mapToLong(name -> size(name.getKey(), name.getValue()))
                .sum();
    }

    private static long size(String iri, String name) {
        return ENTRY + iri.length() + name.length();
    }
}
