package city.auriga.core.mutation;

import java.util.List;

/**
 * What the caller is told: UpdateResult (5.2.18), and whether the Entity is new.
 *
 * @param created whether the Entity did not exist before
 * @param updated expanded names of what was written
 * @param notUpdated what was left alone, with the reason
 * @param thinned how many values were not written, since they are hardly news
 */
public record MutationResult(
        boolean created, List<String> updated, List<NotUpdated> notUpdated, int thinned) {
    public static final MutationResult CREATED = new MutationResult(true, List.of(), List.of());
    public static final MutationResult UPDATED = new MutationResult(false, List.of(), List.of());

    public MutationResult(boolean created, List<String> updated, List<NotUpdated> notUpdated) {
        this(created, updated, notUpdated, 0);
    }

    public MutationResult {
        updated = List.copyOf(updated);
        notUpdated = List.copyOf(notUpdated);
    }

    MutationResult asComplete() {
        return notUpdated.isEmpty() ? this : new MutationResult(created, updated, List.of());
    }

    /**
     * NotUpdatedDetails (5.2.19).
     *
     * @param attributeName expanded
     */
    public record NotUpdated(String attributeName, String reason) {}
}
