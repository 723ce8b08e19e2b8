package city.auriga.core.subscription;

/** Port: somebody within the broker who is told of changes, by ids that no subscription has. */
public interface InternalReceiver {
    boolean isKnownAs(String id);

    /**
     * Takes a change; must not block.
     *
     * @param done to be called when the outbox need not keep it any more
     */
    void take(PendingNotification pending, String id, Runnable done);
}
