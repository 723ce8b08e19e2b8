package city.auriga.iot.lazy;

import city.auriga.iot.device.Sender;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/** Port: takes what a device answered over HTTP, as if it had sent it. */
public interface AnsweredValues {
    /**
     * @param question that it answers
     * @param values by their names on the wire
     * @return completes after the commit, with whether all of it could be used; exceptionally if
     *     nothing can be written now
     */
    CompletableFuture<Boolean> take(Sender device, UUID question, Map<String, JsonNode> values);
}
