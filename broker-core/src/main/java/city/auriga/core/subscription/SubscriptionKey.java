package city.auriga.core.subscription;

import city.auriga.core.model.Tenant;

/** Which subscription, among those of all tenants. */
public record SubscriptionKey(Tenant tenant, String id) {}
