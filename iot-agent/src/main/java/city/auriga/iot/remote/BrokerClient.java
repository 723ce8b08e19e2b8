package city.auriga.iot.remote;

import city.auriga.core.model.Tenant;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Port: requests to the broker that has the Entities. */
public interface BrokerClient {
    /**
     * What the broker answered.
     *
     * @param body cut off if it is too long
     * @param retryAfter as the header says; null without it
     */
    record Answer(int status, String body, @Nullable String retryAfter) {}

    /**
     * Sends a request; blocks.
     *
     * @param path behind {@code /ngsi-ld/v1}, with the query
     * @param body JSON; null for none
     * @throws IOException if there is no answer
     */
    Answer exchange(Tenant tenant, String method, String path, byte @Nullable [] body)
            throws IOException, InterruptedException;

    /** Posts a JSON array of Entities as a batch upsert that updates, as {@link #exchange}. */
    default Answer upsert(Tenant tenant, byte[] entities) throws IOException, InterruptedException {
        return exchange(tenant, "POST", "/entityOperations/upsert?options=update", entities);
    }
}
