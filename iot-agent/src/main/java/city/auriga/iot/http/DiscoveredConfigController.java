package city.auriga.iot.http;

import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DiscoveredConfigs.Filter;
import city.auriga.core.device.DiscoveredConfigs.Stored;
import city.auriga.core.model.Tenant;
import city.auriga.iot.device.DiscoveredDevices;
import city.auriga.iot.device.GroupTopics;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /iot/discovered}: configs by which devices have described themselves. Those on topics that
 * nobody hears any more can be taken away here only.
 */
@RestController
@RequestMapping("/iot/discovered")
public class DiscoveredConfigController {
    private final DiscoveredDevices devices;
    private final GroupTopics topics;
    private final HttpSettings settings;
    private final InstantSource clock;

    public DiscoveredConfigController(
            DiscoveredDevices devices,
            GroupTopics topics,
            HttpSettings settings,
            InstantSource clock) {
        this.devices = devices;
        this.topics = topics;
        this.settings = settings;
        this.clock = clock;
    }

    @GetMapping
    ObjectNode list(HttpServletRequest request) {
        var parsed = new ProvisioningRequest(request, settings);
        var place = parsed.anyPlace();
        var filter =
                new Filter(
                        place.tenant(),
                        place.isEverywhere() ? null : place.path(),
                        request.getParameter("resource") == null ? null : plain(parsed, "resource"),
                        parsed.text("apikey"),
                        parsed.text("device_id"));
        var body = JsonNodeFactory.instance.objectNode().put("count", devices.count(filter));
        var items = body.putArray("configs");
        devices.list(filter, parsed.limit(), parsed.offset())
                .forEach(stored -> items.add(json(place.tenant(), stored)));
        return body;
    }

    /** A parameter that may be empty. */
    private static String plain(ProvisioningRequest request, String parameter) {
        var _ = request.required(parameter);
        return Objects.requireNonNullElse(request.text(parameter), "");
    }

    private ObjectNode json(Tenant tenant, Stored stored) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("subservice", stored.path())
                .put("resource", stored.resource())
                .put("apikey", stored.apikey())
                .put("topic", stored.topic())
                .put("device_id", stored.device())
                .put("bytes", stored.bytes())
                .put("received", stored.received().toString())
                .put("heard", isHeard(tenant, stored));
    }

    /** Whether a device can replace it, or take it away. */
    private boolean isHeard(Tenant tenant, Stored stored) {
        return topics.find(stored.topic())
                .map(route -> route.value().group())
                .filter(group -> group.tenant().equals(tenant))
                .filter(group -> group.path().equals(stored.path()))
                .filter(group -> group.resource().equals(stored.resource()))
                .filter(group -> group.apikey().equals(stored.apikey()))
                .isPresent();
    }

    /** Takes one away, whatever was told last: its device may tell it again. */
    @DeleteMapping
    ResponseEntity<Void> remove(HttpServletRequest request) {
        var parsed = new ProvisioningRequest(request, settings);
        var place = parsed.place();
        var group =
                new DeviceGroup(
                        place.tenant(),
                        place.path(),
                        plain(parsed, "resource"),
                        plain(parsed, "apikey"),
                        JsonNodeFactory.instance.objectNode());
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return devices.forget(group, parsed.required("topic"), now)
                ? ResponseEntity.noContent().build()
                : ResponseEntity.notFound().build();
    }
}
