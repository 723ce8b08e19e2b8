package city.auriga.storage.config;

import city.auriga.core.problem.NgsiLdException;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * What is done again and again. What fails is done the next time: an exception would be the end of
 * the schedule. While the database is away it fails each time, and is told of once.
 */
final class Chore implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Chore.class);

    private final String name;
    private final Work work;
    private boolean failing;

    /** The work itself. */
    @FunctionalInterface
    interface Work {
        void run() throws SQLException, InterruptedException;
    }

    /**
     * @param name of what is done, for the log
     */
    Chore(String name, Work work) {
        this.name = name;
        this.work = work;
    }

    /** By one thread at a time. */
    @Override
    public void run() {
        try {
            work.run();
            if (failing) {
                failing = false;
                LOG.info("{} goes on", name);
            }
        } catch (NgsiLdException | DataAccessException | SQLException e) {
            if (!failing) {
                failing = true;
                LOG.warn("{} failed, and is tried again: {}", name, e.getMessage());
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("{} failed", name, e);
        }
    }
}
