package city.auriga.core.subscription;

/** Port: who wants to know of feeds, here or on another replica. */
public interface FeedListener {
    /** A feed was opened or closed. */
    void changed(SubscriptionKey feed);

    /** Another process has sent something for a feed. */
    void sent(SubscriptionKey feed);

    /** Anything may have happened. */
    void reload();
}
