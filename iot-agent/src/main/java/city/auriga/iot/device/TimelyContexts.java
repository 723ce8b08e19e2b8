package city.auriga.iot.device;

import city.auriga.core.jsonld.Context;
import city.auriga.core.jsonld.ProcessedContexts;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The @contexts of what is declared, for those who must not wait for the server of somebody else.
 * What does not come in time goes on in the background, and is there for the next pass; what failed
 * is not asked for again for some seconds.
 */
public final class TimelyContexts {
    private static final Duration FAILURES = Duration.ofSeconds(4);
    private static final Duration SUSPICION = Duration.ofSeconds(30);
    private static final int MOST_REMEMBERED = 10_000;

    /** Of one tenant, in the background. */
    private static final int MOST_AT_ONCE = 8;

    /** For whoever holds up others. */
    private static final Patience QUICK =
            new Patience(
                    Duration.ofMillis(300),
                    Duration.ofMillis(20),
                    Duration.ofMillis(600),
                    Duration.ofSeconds(2));

    /** For who has a thread of its own. */
    private static final Patience PATIENT =
            new Patience(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(2));

    private final ProcessedContexts contexts;
    private final Executor background;
    private final Map<Named, CompletableFuture<Context>> running = new ConcurrentHashMap<>();
    private final Cache<Named, NgsiLdException> failed =
            Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).expireAfterWrite(FAILURES).build();

    /** Tenants with an @context that did not come in time. */
    private final Cache<Tenant, Boolean> suspects =
            Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).expireAfterWrite(SUSPICION).build();

    TimelyContexts(ProcessedContexts contexts, Executor background) {
        this.contexts = contexts;
        this.background = background;
    }

    private record Named(Tenant tenant, JsonNode value) {}

    /**
     * How long one pass waits.
     *
     * @param one for one @context
     * @param suspect for one of a tenant that had one which did not come
     * @param tenant for all of one tenant
     * @param all for all that is not there at once
     */
    private record Patience(Duration one, Duration suspect, Duration tenant, Duration all) {}

    /** One pass that answers soon. Each @context is asked for once. */
    public ProcessedContexts quick() {
        return new Pass(QUICK);
    }

    /** One pass that waits for what is slow. */
    public ProcessedContexts patient() {
        return new Pass(PATIENT);
    }

    private @Nullable CompletableFuture<Context> begin(Named named) {
        var begun = running.get(named);
        if (begun != null) {
            return begun;
        }
        if (running.keySet().stream().filter(n -> n.tenant.equals(named.tenant)).count()
                >= MOST_AT_ONCE) {
            return null;
        }
        var future = new CompletableFuture<Context>();
        var other = running.putIfAbsent(named, future);
        if (other != null) {
            return other;
        }
        try {
            background.execute(() -> load(named, future));
        } catch (Throwable e) {
            // Else nobody would ever ask for it again.
            running.remove(named);
            throw e;
        }
        return future;
    }

    private void load(Named named, CompletableFuture<Context> future) {
        try {
            future.complete(contexts.get(named.tenant, named.value));
        } catch (NgsiLdException e) {
            if (e.problem() != Problem.SERVICE_UNAVAILABLE) {
                failed.put(named, e);
            }
            future.completeExceptionally(e);
        } catch (RuntimeException | Error e) {
            future.completeExceptionally(e);
        } finally {
            running.remove(named);
        }
    }

    /** What came of asking. */
    private sealed interface Outcome {
        record Had(Context context) implements Outcome {}

        record Failed(NgsiLdException problem) implements Outcome {}
    }

    private final class Pass implements ProcessedContexts {
        private final Patience patience;
        private final ReentrantLock lock = new ReentrantLock();
        private final Map<Named, Outcome> outcomes = new HashMap<>();
        private final Map<Tenant, Long> waited = new HashMap<>();
        private long waitedForAll;

        Pass(Patience patience) {
            this.patience = patience;
        }

        @Override
        public Context get(Tenant tenant, JsonNode value) {
            var named = new Named(tenant, value);
            lock.lock();
            try {
                var outcome = outcomes.get(named);
                if (outcome == null) {
                    outcome = ask(named);
                    outcomes.put(named, outcome);
                }
                return switch (outcome) {
                    case Outcome.Had(var context) -> context;
                    case Outcome.Failed(var problem) -> throw problem;
                };
            } finally {
                lock.unlock();
            }
        }

        private Outcome ask(Named named) {
            var before = failed.getIfPresent(named);
            if (before != null) {
                return new Outcome.Failed(before);
            }
            boolean isAskedFor = running.containsKey(named);
            var begun = begin(named);
            if (begun == null) {
                return late(named);
            }
            long begin = System.nanoTime();
            try {
                // Somebody has waited for it already.
                long nanos = isAskedFor && isSuspect(named.tenant) ? 0 : allowance(named.tenant);
                return new Outcome.Had(begun.get(nanos, TimeUnit.NANOSECONDS));
            } catch (TimeoutException e) {
                suspects.put(named.tenant, true);
                return late(named);
            } catch (ExecutionException e) {
                return new Outcome.Failed(problem(e));
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return late(named);
            } finally {
                long nanos = System.nanoTime() - begin;
                waited.merge(named.tenant, nanos, Long::sum);
                waitedForAll += nanos;
            }
        }

        private static NgsiLdException problem(ExecutionException e) {
            if (e.getCause() instanceof NgsiLdException problem) {
                return problem;
            }
            throw new CompletionException(e.getCause());
        }

        private Outcome late(Named named) {
            return new Outcome.Failed(
                    new NgsiLdException(
                            Problem.LD_CONTEXT_NOT_AVAILABLE,
                            named.value + " does not come in time"));
        }

        private boolean isSuspect(Tenant tenant) {
            return suspects.getIfPresent(tenant) != null;
        }

        /** One that is there takes next to no time; a tenant without suspicion always gets that. */
        private long allowance(Tenant tenant) {
            long shortest = patience.suspect.toNanos();
            long rest =
                    Math.min(
                            patience.all.toNanos() - waitedForAll,
                            patience.tenant.toNanos() - waited.getOrDefault(tenant, 0L));
            return isSuspect(tenant)
                    ? Math.clamp(rest, 0, shortest)
                    : Math.clamp(rest, shortest, patience.one.toNanos());
        }
    }
}
