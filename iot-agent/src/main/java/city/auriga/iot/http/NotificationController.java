package city.auriga.iot.http;

import city.auriga.core.model.Tenant;
import city.auriga.iot.remote.NotifiedCommands;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where the broker of an agent that stands alone tells of its Entities. The tenant is in the path,
 * as not every broker names it; without the secret there is nothing here.
 */
@RestController
public class NotificationController {
    private final NotifiedCommands commands;
    private final HttpSettings settings;

    public NotificationController(NotifiedCommands commands, HttpSettings settings) {
        this.commands = commands;
        this.settings = settings;
    }

    @PostMapping("/notify/{secret}")
    ResponseEntity<Void> ofDefaultTenant(@PathVariable String secret, HttpServletRequest request)
            throws IOException {
        return take(secret, Tenant.DEFAULT, request);
    }

    @PostMapping("/notify/{secret}/{tenant}")
    ResponseEntity<Void> ofTenant(
            @PathVariable String secret, @PathVariable String tenant, HttpServletRequest request)
            throws IOException {
        return take(secret, Tenant.parse("tenant", tenant), request);
    }

    private ResponseEntity<Void> take(String secret, Tenant tenant, HttpServletRequest request)
            throws IOException {
        if (!commands.isSecret(secret)) {
            return ResponseEntity.notFound().build();
        }
        commands.take(tenant, new ProvisioningRequest(request, settings).object());
        return ResponseEntity.ok().build();
    }
}
