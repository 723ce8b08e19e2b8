package city.auriga.api.config;

import city.auriga.iot.mqtt.MqttSettings;
import city.auriga.iot.mqtt.MqttTransport;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Tells the person who started Auriga what is where. */
@Component
class StartMessage {
    private final Environment environment;
    private final ServletWebServerApplicationContext context;
    private final ExtraPorts ports;

    /** Null if there is no agent. */
    private final @Nullable MqttTransport sensors;

    private final ObjectProvider<MqttSettings> mqtt;

    StartMessage(
            Environment environment,
            ServletWebServerApplicationContext context,
            ExtraPorts ports,
            ObjectProvider<MqttTransport> sensors,
            ObjectProvider<MqttSettings> mqtt) {
        this.environment = environment;
        this.context = context;
        this.ports = ports;
        this.sensors = sensors.getIfAvailable();
        this.mqtt = mqtt;
    }

    /** Who reads it may send a reading at once: so it waits for the embedded MQTT broker. */
    @EventListener
    void ready(ApplicationReadyEvent event) {
        if (sensors == null) {
            print();
        } else {
            sensors.whenSettled(this::print);
        }
    }

    private void print() {
        int port =
                Optional.ofNullable(context.getWebServer())
                        .map(server -> server.getPort())
                        .orElse(0);
        var base = "http://localhost:" + port;
        System.out.printf(
                """
                Auriga is ready after %.1f s.
                  NGSI-LD     %s
                  Sensors     %s
                  Devices     http://localhost:%d/iot, readings over HTTP http://localhost:%d/iot/json and /iot/d
                  Database    %s
                  Operators   %s/health, /metrics, /version
                """,
                ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0,
                ngsiLd(base),
                mqtt(),
                ports.settings().northPort(),
                ports.settings().southPort(),
                Optional.ofNullable(environment.getProperty("auriga.database.url"))
                        .orElse(
                                "private PostgreSQL in the folder "
                                        + environment.getProperty("auriga.data.folder", "data")),
                base);
    }

    private String ngsiLd(String base) {
        var remote = environment.getProperty("auriga.iot.broker.url");
        return remote == null ? base + "/ngsi-ld/v1" : "none here; readings go to " + remote;
    }

    private String mqtt() {
        if (sensors == null) {
            return "none (auriga.iot.enabled is false)";
        }
        var settings = mqtt.getObject();
        if (settings.isExternal()) {
            return settings.servers() + " (external broker)";
        }
        return switch (sensors.state()) {
            case OFF -> "none over MQTT (auriga.mqtt.port is 0)";
            case FAILED -> "none over MQTT: the log tells why";
            case STARTING, UP -> settings.urls("localhost");
        };
    }
}
