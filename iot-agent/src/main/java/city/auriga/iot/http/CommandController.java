package city.auriga.iot.http;

import city.auriga.core.device.DeviceCommand;
import city.auriga.iot.command.CommandOperations;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The commands of a device, as an operator sees and cancels them. */
@RestController
@RequestMapping("/iot/devices/{device}/commands")
public class CommandController {
    private final CommandOperations commands;
    private final HttpSettings settings;

    public CommandController(CommandOperations commands, HttpSettings settings) {
        this.commands = commands;
        this.settings = settings;
    }

    @GetMapping
    ObjectNode list(
            @PathVariable String device,
            @RequestParam Optional<String> apikey,
            HttpServletRequest request) {
        var parsed = new ProvisioningRequest(request, settings);
        var sender = commands.device(parsed.place(), device, apikey);
        var body = JsonNodeFactory.instance.objectNode().put("count", commands.count(sender));
        var array = body.putArray("commands");
        commands.list(sender, parsed.limit(), parsed.offset())
                .forEach(command -> array.add(json(command)));
        return body;
    }

    @GetMapping("/{id}")
    ResponseEntity<ObjectNode> get(
            @PathVariable String device,
            @PathVariable UUID id,
            @RequestParam Optional<String> apikey,
            HttpServletRequest request) {
        var place = new ProvisioningRequest(request, settings).place();
        return ResponseEntity.of(
                commands.find(commands.device(place, device, apikey), id)
                        .map(CommandController::json));
    }

    /** Cancels all that are open. */
    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void cancelAll(
            @PathVariable String device,
            @RequestParam Optional<String> apikey,
            HttpServletRequest request) {
        var place = new ProvisioningRequest(request, settings).place();
        commands.cancelAll(commands.device(place, device, apikey));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> cancel(
            @PathVariable String device,
            @PathVariable UUID id,
            @RequestParam Optional<String> apikey,
            HttpServletRequest request) {
        var place = new ProvisioningRequest(request, settings).place();
        return commands.cancel(commands.device(place, device, apikey), id)
                ? ResponseEntity.noContent().build()
                : ResponseEntity.notFound().build();
    }

    private static ObjectNode json(DeviceCommand command) {
        var json =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", command.id().toString())
                        .put("name", command.name())
                        .put("entity", command.entity());
        if (command.datasetId() != null) {
            json.put("datasetId", command.datasetId());
        }
        json.set("value", command.value());
        json.put("state", command.state().name());
        if (command.info() != null) {
            json.set("info", command.info());
        }
        json.put("qos", command.feedback().qos())
                .put("attempts", command.attempts())
                .put("createdAt", command.createdAt().toString())
                .put("expiresAt", command.expiresAt().toString());
        time(
                json,
                "nextTry",
                command.sentAt() == null && command.isOpen() ? command.nextTry() : null);
        time(json, "sentAt", command.sentAt());
        time(json, "finishedAt", command.finishedAt());
        return json;
    }

    private static void time(ObjectNode json, String member, @Nullable Instant time) {
        if (time != null) {
            json.put(member, time.toString());
        }
    }
}
