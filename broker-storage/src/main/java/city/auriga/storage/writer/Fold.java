package city.auriga.storage.writer;

import city.auriga.core.model.Entity;
import city.auriga.core.mutation.EntityChange;
import city.auriga.core.mutation.Expire;
import city.auriga.core.mutation.MutationResult;
import city.auriga.core.mutation.Outcome;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.storage.entity.EntityCache.Version;
import city.auriga.storage.entity.EntityKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Folds the mutations of a batch over its entities, in memory and in their order. A refused
 * mutation fails alone.
 */
final class Fold {
    private final Map<EntityKey, Slot> slots = new HashMap<>();
    private final List<Accepted> changes = new ArrayList<>();
    private final List<Runnable> replies = new ArrayList<>();
    private int late;
    private int unchanged;

    /** One Entity of the batch: its row as it was, and as it shall be. */
    static final class Slot {
        private final EntityKey key;
        private final @Nullable Version row;
        private @Nullable Entity current;
        private @Nullable Instant nextExpiry;
        private boolean changed;

        Slot(EntityKey key, @Nullable Version row) {
            this.key = key;
            this.row = row;
            this.current = row == null ? null : row.entity();
            this.nextExpiry = row == null ? null : row.nextExpiry();
        }

        EntityKey key() {
            return key;
        }

        /** The row, be the Entity expired or not; null if there was none. */
        @Nullable Version row() {
            return row;
        }

        /** The Entity to store; null if it is to be deleted. */
        @Nullable Entity current() {
            return current;
        }

        /** When the Entity or the first thing in it expires. */
        @Nullable Instant nextExpiry() {
            return nextExpiry;
        }

        private boolean isDue(Instant now) {
            return nextExpiry != null && !nextExpiry.isAfter(now);
        }

        private void become(@Nullable Entity entity) {
            current = entity;
            nextExpiry = entity == null ? null : entity.nextExpiry();
            changed = true;
        }
    }

    /**
     * A change that was accepted.
     *
     * @param isExpiry whether time made it, and no request: the history stays as it is (4.22)
     */
    record Accepted(EntityChange change, boolean isExpiry) {}

    Fold(Map<EntityKey, Version> rows, List<Request> batch) {
        rows.forEach((key, row) -> slots.put(key, new Slot(key, row)));
        batch.forEach(this::apply);
    }

    private void apply(Request request) {
        var slot = slots.computeIfAbsent(request.key(), key -> new Slot(key, null));
        // what has expired leaves before anybody is served, so that it never leaves unnoticed
        if (slot.isDue(request.now())) {
            accept(
                    slot,
                    new Expire().apply(slot.current, request.now()),
                    request.now(),
                    true,
                    null);
        }
        try {
            var outcome = request.mutation().apply(slot.current, request.now());
            accept(slot, outcome, request.now(), false, request.mutation().origin());
            late += outcome.late().size();
            unchanged += outcome.entityChanged() || !outcome.late().isEmpty() ? 0 : 1;
            MutationResult result = outcome.result();
            replies.add(() -> request.reply().complete(result));
        } catch (NgsiLdException refused) {
            replies.add(() -> request.reply().completeExceptionally(refused));
        }
    }

    private void accept(
            Slot slot, Outcome outcome, Instant now, boolean isExpiry, @Nullable String origin) {
        if (outcome.entityChanged() || !outcome.late().isEmpty()) {
            var change =
                    new EntityChange(
                            slot.key.tenant(),
                            slot.key.id(),
                            slot.current,
                            outcome.entity(),
                            outcome.changes(),
                            outcome.scopeChanged(),
                            outcome.late(),
                            now,
                            origin);
            if (outcome.entityChanged()) {
                slot.become(outcome.entity());
            }
            changes.add(new Accepted(change, isExpiry));
        }
    }

    /** Slots whose row must be written. */
    Collection<Slot> changed() {
        return slots.values().stream().filter(slot -> slot.changed).toList();
    }

    /**
     * Whether each row is written, so that writing it tells whether it was what it was taken for.
     * What was refused, or changes nothing, was decided on the row alone.
     */
    boolean writesEveryRow() {
        return slots.values().stream().allMatch(slot -> slot.changed && slot.current != null);
    }

    /** Accepted changes in their order. */
    List<Accepted> changes() {
        return changes;
    }

    /** How many instances were observed before what was there. */
    int late() {
        return late;
    }

    /** How many mutations changed nothing. */
    int unchanged() {
        return unchanged;
    }

    /** Tells every caller what became of its request; only after the commit. */
    void reply() {
        replies.forEach(Runnable::run);
    }
}
