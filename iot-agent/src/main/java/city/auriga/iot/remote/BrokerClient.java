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
     * Posts a batch upsert that updates; blocks.
     *
     * @param entities a JSON array of Entities
     * @throws IOException if there is no answer
     */
    Answer upsert(Tenant tenant, byte[] entities) throws IOException, InterruptedException;
}
