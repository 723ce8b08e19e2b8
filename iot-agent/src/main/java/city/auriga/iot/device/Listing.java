package city.auriga.iot.device;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * A page of documents.
 *
 * @param count how many there are in all
 */
public record Listing(long count, List<ObjectNode> documents) {
    public Listing {
        documents = List.copyOf(documents);
    }
}
