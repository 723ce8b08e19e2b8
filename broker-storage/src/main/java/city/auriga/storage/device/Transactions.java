package city.auriga.storage.device;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.storage.writer.SqlFault;
import java.sql.SQLException;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;

/** Runs SQL in a transaction and says in the words of the core when the storage is away. */
final class Transactions {
    private final TransactionOperations operations;

    Transactions(TransactionOperations operations) {
        this.operations = operations;
    }

    <T> T run(Supplier<T> work) {
        try {
            return Objects.requireNonNull(operations.execute(_ -> work.get()));
        } catch (TransactionException | DataAccessException e) {
            throw isUnavailable(e)
                    ? new NgsiLdException(
                            Problem.SERVICE_UNAVAILABLE,
                            "the database cannot be reached; try again")
                    : e;
        }
    }

    private static boolean isUnavailable(RuntimeException e) {
        return NestedExceptionUtils.getMostSpecificCause(e) instanceof SQLException cause
                ? SqlFault.isUnavailable(cause)
                : e instanceof TransactionException;
    }
}
