package city.auriga.core.subscription;

import java.util.Set;

/** Port: subscriptions whose deliveries an operator has stopped for a while, in all processes. */
public interface HeldSubscriptions {
    Set<SubscriptionKey> all();

    void hold(SubscriptionKey subscription);

    /** Lets deliveries go on. */
    void release(SubscriptionKey subscription);
}
