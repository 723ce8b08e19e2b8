package city.auriga.core.entity;

import city.auriga.core.problem.NgsiLdException;
import java.util.List;

/**
 * BatchOperationResult (5.2.16).
 *
 * @param success ids in the order of the request, each once
 * @param created those of them that are new
 * @param errors one for each item that failed
 */
public record BatchResult(List<String> success, List<String> created, List<Failure> errors) {
    public BatchResult {
        success = List.copyOf(success);
        created = List.copyOf(created);
        errors = List.copyOf(errors);
    }

    /**
     * BatchEntityError (5.2.17).
     *
     * @param entityId as it was sent; empty if the item has none
     */
    public record Failure(String entityId, NgsiLdException error) {}

    /** Whether nothing failed. */
    public boolean isComplete() {
        return errors.isEmpty();
    }
}
