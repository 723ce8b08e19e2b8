package city.auriga.iot.http;

import city.auriga.iot.device.DeviceBatches;
import city.auriga.iot.device.DeviceProvisioning;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /iot/op/delete}: many devices at once. */
@RestController
public class DeviceBatchController {
    private final DeviceBatches devices;
    private final HttpSettings settings;

    public DeviceBatchController(DeviceProvisioning devices, HttpSettings settings) {
        this.devices = new DeviceBatches(devices);
        this.settings = settings;
    }

    @PostMapping("/iot/op/delete")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(HttpServletRequest request) throws IOException {
        var parsed = new ProvisioningRequest(request, settings);
        devices.remove(parsed.place(), parsed.documents("devices"));
    }
}
