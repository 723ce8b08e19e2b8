package city.auriga.iot.http;

import city.auriga.iot.device.DeviceProvisioning;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /iot/devices}. */
@RestController
@RequestMapping("/iot/devices")
public class DeviceController {
    private final DeviceProvisioning devices;
    private final HttpSettings settings;

    public DeviceController(DeviceProvisioning devices, HttpSettings settings) {
        this.devices = devices;
        this.settings = settings;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    ObjectNode add(HttpServletRequest request) throws IOException {
        var parsed = new ProvisioningRequest(request, settings);
        devices.add(parsed.place(), parsed.documents("devices"));
        return JsonNodeFactory.instance.objectNode();
    }

    @GetMapping
    ObjectNode list(HttpServletRequest request) {
        var parsed = new ProvisioningRequest(request, settings);
        var page = devices.list(parsed.place(), parsed.limit(), parsed.offset());
        var body = JsonNodeFactory.instance.objectNode().put("count", page.count());
        body.putArray("devices").addAll(page.documents());
        return body;
    }

    @GetMapping("/{id}")
    ObjectNode get(
            @PathVariable String id,
            @RequestParam Optional<String> apikey,
            HttpServletRequest request) {
        return devices.get(new ProvisioningRequest(request, settings).place(), id, apikey);
    }

    @PutMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void update(
            @PathVariable String id,
            @RequestParam Optional<String> apikey,
            HttpServletRequest request)
            throws IOException {
        var parsed = new ProvisioningRequest(request, settings);
        devices.update(parsed.place(), id, apikey, parsed.object());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(
            @PathVariable String id,
            @RequestParam Optional<String> apikey,
            HttpServletRequest request) {
        devices.remove(new ProvisioningRequest(request, settings).place(), id, apikey);
    }
}
