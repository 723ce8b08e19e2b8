package city.auriga.iot.http;

import city.auriga.iot.reading.UnknownDevices;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /iot/unknown}: who was heard, but is not known. Those whose tenant is not known either are
 * with the default tenant.
 */
@RestController
public class UnknownDeviceController {
    private final UnknownDevices unknown;
    private final HttpSettings settings;

    public UnknownDeviceController(UnknownDevices unknown, HttpSettings settings) {
        this.unknown = unknown;
        this.settings = settings;
    }

    @GetMapping("/iot/unknown")
    ObjectNode list(HttpServletRequest request) {
        var parsed = new ProvisioningRequest(request, settings);
        var all = unknown.list(parsed.tenantOrDefault());
        var body = JsonNodeFactory.instance.objectNode().put("count", all.size());
        var items = body.putArray("devices");
        all.stream()
                .skip(parsed.offset())
                .limit(parsed.limit())
                .forEach(one ->
                        items.addObject()
                                .put("device_id", one.device())
                                .put("apikey", one.apikey())
                                .put("source", one.source())
                                .put("detail", one.detail())
                                .put("readings", one.readings())
                                .put("firstSeen", one.firstSeen().toString())
                                .put("lastSeen", one.lastSeen().toString()));
        return body;
    }
}
