package city.auriga.iot.http;

import city.auriga.core.model.Tenant;
import city.auriga.iot.device.Inventory;
import city.auriga.iot.device.Inventory.Stored;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * All groups and devices as one document: of a tenant at {@code /iot/registry}, and of all tenants
 * at {@code /admin/iot/registry}, which is for operators.
 */
@RestController
public class InventoryController {
    private static final String OF_TENANT = "/iot/registry";
    private static final String OF_ALL = "/admin/iot/registry";

    private final Inventory inventory;
    private final HttpSettings settings;
    private final InventorySettings limits;

    public InventoryController(
            Inventory inventory, HttpSettings settings, InventorySettings limits) {
        this.inventory = inventory;
        this.settings = settings;
        this.limits = limits;
    }

    @GetMapping(OF_TENANT)
    void write(HttpServletRequest request, HttpServletResponse response) throws IOException {
        write(parsed(request).tenant(), response);
    }

    @GetMapping(OF_ALL)
    void writeAll(HttpServletResponse response) throws IOException {
        write((Tenant) null, response);
    }

    @PostMapping(OF_TENANT)
    ObjectNode store(HttpServletRequest request) throws IOException {
        var parsed = parsed(request);
        return store(parsed.tenant(), parsed);
    }

    @PostMapping(OF_ALL)
    ObjectNode storeAll(HttpServletRequest request) throws IOException {
        return store(null, parsed(request));
    }

    private ProvisioningRequest parsed(HttpServletRequest request) {
        return new ProvisioningRequest(request, settings);
    }

    private void write(@Nullable Tenant tenant, HttpServletResponse response) throws IOException {
        LongJson.write(response, "the registry", out -> inventory.write(tenant, out));
    }

    private ObjectNode store(@Nullable Tenant tenant, ProvisioningRequest request)
            throws IOException {
        Stored stored = inventory.store(tenant, request.bytes(limits.maxBody()));
        return JsonNodeFactory.instance
                .objectNode()
                .put("groups", stored.groups())
                .put("devices", stored.devices());
    }
}
