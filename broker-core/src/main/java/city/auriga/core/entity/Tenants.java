package city.auriga.core.entity;

import city.auriga.core.model.Tenant;

/** Port: which tenants exist (4.14). */
public interface Tenants {
    boolean exists(Tenant tenant);

    /** Makes sure that a tenant exists: the operations that create content create their tenant. */
    void ensure(Tenant tenant);
}
