package city.auriga.iot.http;

import city.auriga.core.device.DeviceQuery;
import city.auriga.core.device.DeviceQuery.Part;
import city.auriga.iot.device.DeviceBatches;
import city.auriga.iot.device.DeviceDirectory;
import city.auriga.iot.device.DeviceProvisioning;
import city.auriga.iot.device.EntityRemoval;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
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
    /** Filters that are members of a device or its group. */
    private static final Map<String, String> FILTERS =
            Map.of("type", "entity_type", "entity_name", "entity_name", "transport", "transport");

    private final DeviceProvisioning devices;
    private final DeviceDirectory directory;
    private final EntityRemoval entities;
    private final HttpSettings settings;

    public DeviceController(
            DeviceProvisioning devices,
            DeviceDirectory directory,
            EntityRemoval entities,
            HttpSettings settings) {
        this.devices = devices;
        this.directory = directory;
        this.entities = entities;
        this.settings = settings;
    }

    @PostMapping
    ResponseEntity<ObjectNode> add(HttpServletRequest request) throws IOException {
        var parsed = new ProvisioningRequest(request, settings);
        if (parsed.word("options", List.of("partial")) != null) {
            var batch = new DeviceBatches(devices);
            return report(batch.add(parsed.place(), parsed.documents("devices")));
        }
        devices.add(parsed.place(), parsed.documents("devices"));
        return ResponseEntity.status(HttpStatus.CREATED)
                .body(JsonNodeFactory.instance.objectNode());
    }

    private static ResponseEntity<ObjectNode> report(List<DeviceBatches.Added> batch) {
        var body = JsonNodeFactory.instance.objectNode();
        var items = body.putArray("devices");
        for (var added : batch) {
            var item = items.addObject();
            item.set("device_id", added.document().path("device_id"));
            var error = added.error();
            item.put("status", error == null ? 201 : error.code().status());
            if (error != null) {
                item.put("name", error.code().name()).put("message", error.getMessage());
            }
        }
        boolean all = batch.stream().allMatch(added -> added.error() == null);
        return ResponseEntity.status(all ? HttpStatus.CREATED : HttpStatus.MULTI_STATUS).body(body);
    }

    @GetMapping
    void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var parsed = new ProvisioningRequest(request, settings);
        var query = query(parsed);
        int limit = parsed.limitOfAll();
        int offset = parsed.offset();
        new LongList("devices", directory.count(query))
                .write(response, taker -> directory.list(query, limit, offset, taker));
    }

    private static DeviceQuery query(ProvisioningRequest request) {
        var place = request.place();
        var members = new HashMap<String, String>();
        FILTERS.forEach((parameter, member) -> {
            var value = request.text(parameter);
            if (value != null) {
                members.put(member, value);
            }
        });
        var part = request.text("q");
        return new DeviceQuery(
                place.tenant(),
                place.path(),
                request.text("apikey"),
                members,
                part == null ? null : new Part("entity_name", part),
                request.instant("lastSeenBefore"));
    }

    @GetMapping("/{id}")
    ObjectNode get(
            @PathVariable String id,
            @RequestParam Optional<String> apikey,
            HttpServletRequest request) {
        return directory.get(new ProvisioningRequest(request, settings).place(), id, apikey);
    }

    @PutMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void update(
            @PathVariable String id,
            @RequestParam Optional<String> apikey,
            HttpServletRequest request)
            throws IOException {
        var parsed = new ProvisioningRequest(request, settings);
        directory.update(parsed.place(), id, apikey, parsed.object());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(
            @PathVariable String id,
            @RequestParam Optional<String> apikey,
            HttpServletRequest request)
            throws InterruptedException {
        var parsed = new ProvisioningRequest(request, settings);
        var place = parsed.place();
        if ("delete".equals(parsed.word("entity", List.of("keep", "delete")))) {
            entities.remove(place, id, apikey);
        }
        devices.remove(place, id, apikey);
    }
}
