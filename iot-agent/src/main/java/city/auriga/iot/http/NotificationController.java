package city.auriga.iot.http;

import city.auriga.core.model.Tenant;
import city.auriga.iot.remote.NotifiedChanges;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where the broker of an agent that stands alone tells of its Entities. The tenant is in the path,
 * as not every broker names it; without the word for that tenant there is nothing here.
 */
@RestController
public class NotificationController {
    private final NotifiedChanges commands;
    private final HttpSettings settings;

    public NotificationController(NotifiedChanges commands, HttpSettings settings) {
        this.commands = commands;
        this.settings = settings;
    }

    @PostMapping("/notify/{word}")
    ResponseEntity<Void> ofDefaultTenant(@PathVariable String word, HttpServletRequest request)
            throws IOException {
        return take(word, Tenant.DEFAULT, request);
    }

    @PostMapping("/notify/{word}/{tenant}")
    ResponseEntity<Void> ofTenant(
            @PathVariable String word, @PathVariable String tenant, HttpServletRequest request)
            throws IOException {
        return take(word, Tenant.parse("tenant", tenant), request);
    }

    private ResponseEntity<Void> take(String word, Tenant tenant, HttpServletRequest request)
            throws IOException {
        if (!commands.isWord(tenant, word)) {
            return ResponseEntity.notFound().build();
        }
        var body = new ProvisioningRequest(request, settings).object(settings.maxNotification());
        commands.take(tenant, body);
        return ResponseEntity.ok().build();
    }
}
