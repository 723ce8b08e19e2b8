package city.auriga.iot.retrieval;

import city.auriga.iot.device.Sender;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Port: reads what Entities say to their devices, wherever they are. */
public interface ConfigurationSource {
    /**
     * Values of Attributes of the Entity of a device, as it understands them; blocks.
     *
     * @param fields their names, in the @context of the device
     * @return by name, in this order, of those that are there
     * @throws IOException if the broker that has the Entity gives no answer
     * @throws city.auriga.core.problem.NgsiLdException {@code SERVICE_UNAVAILABLE}
     */
    Map<String, JsonNode> read(Sender device, List<String> fields)
            throws IOException, InterruptedException;
}
