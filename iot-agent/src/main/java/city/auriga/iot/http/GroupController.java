package city.auriga.iot.http;

import city.auriga.iot.device.GroupProvisioning;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
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

/** {@code /iot/groups}, and {@code /iot/services} as every tutorial still calls it. */
@RestController
@RequestMapping("/iot/{member:groups|services}")
public class GroupController {
    private final GroupProvisioning groups;
    private final HttpSettings settings;

    public GroupController(GroupProvisioning groups, HttpSettings settings) {
        this.groups = groups;
        this.settings = settings;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    ObjectNode add(@PathVariable String member, HttpServletRequest request) throws IOException {
        var parsed = new ProvisioningRequest(request, settings);
        groups.add(parsed.place(), parsed.documents(member));
        return JsonNodeFactory.instance.objectNode();
    }

    @GetMapping
    ObjectNode list(
            @PathVariable String member,
            @RequestParam Optional<String> resource,
            @RequestParam Optional<String> apikey,
            HttpServletRequest request) {
        var parsed = new ProvisioningRequest(request, settings);
        var place = parsed.anyPlace();
        var all = groups.list(place, resource, apikey);
        List<ObjectNode> page =
                place.isEverywhere()
                        ? all.stream().skip(parsed.offset()).limit(parsed.limitOfAll()).toList()
                        : all;
        var body = JsonNodeFactory.instance.objectNode().put("count", all.size());
        body.putArray(member).addAll(page);
        return body;
    }

    @PutMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void update(HttpServletRequest request) throws IOException {
        var parsed = new ProvisioningRequest(request, settings);
        groups.update(
                parsed.place(),
                parsed.required("resource"),
                parsed.required("apikey"),
                parsed.object());
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@RequestParam(defaultValue = "false") boolean device, HttpServletRequest request) {
        var parsed = new ProvisioningRequest(request, settings);
        groups.remove(
                parsed.place(), parsed.required("resource"), parsed.required("apikey"), device);
    }
}
