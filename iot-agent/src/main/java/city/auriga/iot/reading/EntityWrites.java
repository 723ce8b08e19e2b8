package city.auriga.iot.reading;

import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.entity.MutationWriter;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.ApplyReading;
import city.auriga.core.mutation.MutationResult;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.iot.mapping.Arrival;
import city.auriga.iot.mapping.DeviceProfile;
import city.auriga.iot.mapping.Mapped;
import city.auriga.iot.mapping.MappedEntity;
import city.auriga.iot.mapping.Mapping;
import city.auriga.iot.payload.Measure;
import city.auriga.iot.reading.ReadingOutcome.Refusal;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes measures to their entities. What never changes (static attributes, scope) is written when
 * a device is first heard, and again if its entity turns out to be new, not with every reading.
 */
public final class EntityWrites {
    private static final Duration FOR_GOOD = Duration.ofDays(365);

    private final MutationWriter writer;
    private final ReadingMetrics metrics;
    private final Cache<Constants, Boolean> written;

    /** First come, first served: who is refused when the writer is full may starve. */
    private final Semaphore places;

    /**
     * @param inFlight measures that are being written at once
     */
    public EntityWrites(MutationWriter writer, ReadingMetrics metrics, int inFlight) {
        this(writer, metrics, inFlight, FOR_GOOD);
    }

    /**
     * @param inFlight measures that are being written at once
     * @param constants how long they are taken for written; for a writer that does not say whether
     *     an entity is new
     */
    public EntityWrites(
            MutationWriter writer, ReadingMetrics metrics, int inFlight, Duration constants) {
        this.writer = writer;
        this.metrics = metrics;
        this.places = new Semaphore(inFlight, true);
        metrics.watchInFlight(() -> inFlight - places.availablePermits());
        this.written =
                Caffeine.newBuilder().maximumSize(200_000).expireAfterWrite(constants).build();
    }

    private record Constants(Tenant tenant, String entity, int hash) {
        static Constants of(DeviceProfile profile, String entity) {
            return new Constants(
                    profile.tenant(),
                    entity,
                    Objects.hash(
                            profile.statics(),
                            profile.scopes(),
                            profile.conventions().dataTypes()));
        }
    }

    /**
     * Blocks while too much is being written.
     *
     * @param origin of the change, as {@link ApplyReading} has it
     * @param mapping of this measure, not yet done
     * @param created is called if the entity of the device turns out to be new
     */
    CompletableFuture<ReadingOutcome> write(
            DeviceProfile profile,
            @Nullable String origin,
            Measure measure,
            Arrival arrival,
            Mapping mapping,
            Supplier<CompletableFuture<@Nullable Void>> created) {
        try {
            places.acquire();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return CompletableFuture.failedFuture(Readings.unavailable("the agent is stopping"));
        }
        try {
            return begun(profile, origin, measure, arrival, mapping, created)
                    .whenComplete((_, _) -> places.release());
        } catch (Throwable unforeseen) {
            places.release();
            throw unforeseen;
        }
    }

    private CompletableFuture<ReadingOutcome> begun(
            DeviceProfile profile,
            @Nullable String origin,
            Measure measure,
            Arrival arrival,
            Mapping mapping,
            Supplier<CompletableFuture<@Nullable Void>> created) {
        var constants = Constants.of(profile, mapping.own());
        boolean first = written.getIfPresent(constants) == null;
        var mapped = mapping.apply(first);
        metrics.withoutValue(mapped.withoutValue());
        var writes = new ArrayList<CompletableFuture<@Nullable Refusal>>();
        for (var entity : mapped.entities()) {
            boolean own = entity.id().value().equals(mapped.own());
            var write = submit(profile, origin, entity, arrival);
            if (!entity.thinnings().isEmpty()) {
                write = write.thenApply(this::counted);
            }
            if (own) {
                write = write.thenCompose(result -> tell(result, created));
            }
            writes.add(
                    own
                            ? write.thenCompose(result ->
                                    settle(
                                            profile, origin, measure, arrival, constants, first,
                                            result))
                            : write.thenApply(EntityWrites::skipped));
        }
        return outcome(mapped, writes);
    }

    private MutationResult counted(MutationResult result) {
        metrics.thinned(result.thinned());
        return result;
    }

    private static CompletableFuture<MutationResult> tell(
            MutationResult result, Supplier<CompletableFuture<@Nullable Void>> created) {
        return result.created()
                ? created.get().thenApply(_ -> result)
                : CompletableFuture.completedFuture(result);
    }

    private CompletableFuture<MutationResult> submit(
            DeviceProfile profile, @Nullable String origin, MappedEntity entity, Arrival arrival) {
        EntityId id = entity.id();
        return writer.write(
                profile.tenant(),
                id,
                new ApplyReading(
                        id,
                        entity.fragment(),
                        profile.late(),
                        profile.most(),
                        arrival.held(),
                        origin,
                        entity.thinnings()),
                arrival.at());
    }

    private CompletableFuture<@Nullable Refusal> settle(
            DeviceProfile profile,
            @Nullable String origin,
            Measure measure,
            Arrival arrival,
            Constants constants,
            boolean first,
            MutationResult result) {
        if (!first && result.created()) {
            // Somebody deleted the entity since its constants were written.
            var writes = new ArrayList<CompletableFuture<MutationResult>>();
            for (var entity : Mapping.of(profile, measure, arrival).constants().entities()) {
                writes.add(submit(profile, origin, entity, arrival));
            }
            return CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new))
                    .thenApply(_ -> skipped(result));
        }
        written.put(constants, true);
        return CompletableFuture.completedFuture(skipped(result));
    }

    private static @Nullable Refusal skipped(MutationResult result) {
        if (result.notUpdated().isEmpty()) {
            return null;
        }
        var told =
                result.notUpdated().stream()
                        .map(skipped -> skipped.attributeName() + ": " + skipped.reason())
                        .collect(Collectors.joining("; "));
        return new Refusal(Reason.MAPPING, told);
    }

    private static CompletableFuture<ReadingOutcome> outcome(
            Mapped mapped, List<CompletableFuture<@Nullable Refusal>> writes) {
        var refusals = new ArrayList<Refusal>();
        mapped.faults().forEach(fault -> refusals.add(new Refusal(Reason.MAPPING, fault)));
        var settled =
                writes.stream().map(write -> write.exceptionally(EntityWrites::refusal)).toList();
        return CompletableFuture.allOf(settled.toArray(CompletableFuture[]::new))
                .thenApply(_ -> {
                    int count = 0;
                    for (var write : settled) {
                        var refusal = write.join();
                        if (refusal == null) {
                            count++;
                        } else {
                            refusals.add(refusal);
                        }
                    }
                    return new ReadingOutcome(count, refusals);
                });
    }

    /** What the rules refuse is told; what may succeed later is thrown on. */
    private static @Nullable Refusal refusal(Throwable thrown) {
        var error =
                thrown instanceof CompletionException && thrown.getCause() != null
                        ? thrown.getCause()
                        : thrown;
        if (error instanceof NgsiLdException e) {
            if (Readings.isTransient(e)) {
                throw e;
            }
            var reason =
                    e.problem() == Problem.BAD_REQUEST_DATA
                            ? Reason.VALIDATION
                            : Reason.BROKER_REJECTED;
            return new Refusal(reason, e.getMessage());
        }
        return new Refusal(Reason.BROKER_REJECTED, String.valueOf(error));
    }
}
