package city.auriga.core.subscription;

import java.util.List;

/**
 * Port: where committed changes that must be notified go. Called after the commit on a writer
 * thread: must not block.
 */
@FunctionalInterface
public interface NotificationSink {
    void committed(List<PendingNotification> pending);
}
