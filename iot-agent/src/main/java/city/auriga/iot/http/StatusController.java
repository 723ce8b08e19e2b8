package city.auriga.iot.http;

import city.auriga.core.device.DeviceGroups;
import city.auriga.iot.mqtt.MqttSettings;
import city.auriga.iot.mqtt.MqttTransport;
import city.auriga.iot.mqtt.MqttTransport.State;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How the agent is: {@code /iot/about} and {@code /ready}. */
@RestController
public class StatusController {
    private final String version;
    private final MqttTransport transport;
    private final MqttSettings mqtt;
    private final Probe database;
    private final Probe readings;

    public StatusController(
            ObjectProvider<BuildProperties> build,
            DeviceGroups groups,
            MqttTransport transport,
            MqttSettings mqtt,
            InstantSource clock) {
        var properties = build.getIfAvailable();
        this.version = properties == null ? "development" : String.valueOf(properties.getVersion());
        this.transport = transport;
        this.mqtt = mqtt;
        // Any look at the database will do.
        this.database = new Probe(() -> groups.withApikey("") != null, clock);
        this.readings = new Probe(() -> !isConfigured() || transport.state() == State.UP, clock);
    }

    @GetMapping("/iot/about")
    ObjectNode about(HttpServletRequest request) {
        var body =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("libVersion", version)
                        .put("version", version)
                        .put("port", request.getLocalPort())
                        .put("baseRoot", "/");
        body.set("connections", connections());
        return body;
    }

    /** How the connections are to the database and to the brokers that readings come from. */
    public ObjectNode connections() {
        var connections = JsonNodeFactory.instance.objectNode();
        connections.set("database", database.look().put("configured", true));
        var sensors = readings.look().put("configured", isConfigured()).put("url", url());
        var brokers = sensors.putArray("brokers");
        transport
                .links()
                .forEach(link -> {
                    var broker =
                            brokers.addObject()
                                    .put("broker", link.broker())
                                    .put("connected", link.connected())
                                    .put("waiting", link.waiting());
                    var refused = broker.putArray("refusedTopics");
                    link.refused().stream().sorted().forEach(refused::add);
                });
        connections.set("mqtt", sensors);
        return connections;
    }

    /** 200 when readings can arrive and be committed. */
    @GetMapping("/ready")
    ResponseEntity<Void> ready() {
        return ResponseEntity.status(isReady() ? 200 : 503).build();
    }

    /** Whether readings can arrive and be committed. */
    private boolean isReady() {
        return database.isOk() && readings.isOk();
    }

    /** The same as of when it was last asked for; blocks nobody. */
    public boolean wasReady() {
        return database.wasOk() && (!isConfigured() || transport.state() == State.UP);
    }

    private boolean isConfigured() {
        return mqtt.isExternal() || mqtt.isEmbedded();
    }

    private String url() {
        return mqtt.isExternal() ? mqtt.servers() : mqtt.urls(mqtt.bind());
    }
}
