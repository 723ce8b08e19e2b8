package city.auriga.api.context;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * Does a piece of work once for all who ask for it at the same time. They share its result or its
 * failure; afterwards nothing is remembered.
 */
final class Once<K, V> {
    private final ConcurrentMap<K, CompletableFuture<V>> running = new ConcurrentHashMap<>();

    V get(K key, Supplier<V> work) {
        var mine = new CompletableFuture<V>();
        var others = running.putIfAbsent(key, mine);
        if (others != null) {
            return await(others);
        }
        try {
            var result = work.get();
            mine.complete(result);
            return result;
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            running.remove(key);
        }
    }

    private static <V> V await(CompletableFuture<V> others) {
        try {
            return others.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
