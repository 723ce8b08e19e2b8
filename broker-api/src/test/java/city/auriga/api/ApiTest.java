package city.auriga.api;

import org.junit.jupiter.api.extension.ExtendWith;

/** A test that talks to the running application over HTTP, in a tenant of its own per method. */
@ExtendWith(RunningAuriga.class)
public abstract class ApiTest {
    /** The tenant of this test; it exists after the first Entity or Subscription. */
    protected final String tenant = RunningAuriga.newTenant();

    /** Requests to this tenant. */
    protected final Api api = Api.ofDefaultTenant().with("NGSILD-Tenant", tenant);

    /** Creates an Entity that a test needs; {@code json} may be lenient. */
    protected final void create(String json) {
        api.post("/entities", json).is(201);
    }
}
