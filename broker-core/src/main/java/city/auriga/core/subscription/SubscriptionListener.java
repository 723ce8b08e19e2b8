package city.auriga.core.subscription;

import city.auriga.core.model.Tenant;

/** Port: who wants to know that subscriptions changed, here or on another replica. */
public interface SubscriptionListener {
    /** One subscription was created, changed or deleted. */
    void changed(Tenant tenant, String id);

    /** Anything may have changed. */
    void reload();
}
