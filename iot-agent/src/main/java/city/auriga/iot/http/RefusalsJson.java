package city.auriga.iot.http;

import city.auriga.iot.reading.ReadingOutcome.Refusal;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What could not be used, and why, for clients. */
final class RefusalsJson {
    private RefusalsJson() {}

    static ArrayNode of(List<Refusal> refusals) {
        var array = JsonNodeFactory.instance.arrayNode();
        for (var refusal : refusals) {
            array.addObject()
                    .put("reason", refusal.reason().name().toLowerCase(Locale.ROOT))
                    .put("detail", refusal.detail());
        }
        return array;
    }
}
