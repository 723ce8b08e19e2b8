package city.auriga.api.config;

import city.auriga.iot.mqtt.MqttTransport;
import java.lang.management.ManagementFactory;
import java.util.Optional;
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
    private final ObjectProvider<MqttTransport> sensors;

    StartMessage(
            Environment environment,
            ServletWebServerApplicationContext context,
            ExtraPorts ports,
            ObjectProvider<MqttTransport> sensors) {
        this.environment = environment;
        this.context = context;
        this.ports = ports;
        this.sensors = sensors;
    }

    /** Who reads it may send a reading at once: so it waits for the embedded MQTT broker. */
    @EventListener
    void ready(ApplicationReadyEvent event) {
        var transport = sensors.getIfAvailable();
        if (transport == null) {
            print();
        } else {
            transport.whenSettled(this::print);
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
                place(),
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

    private String place() {
        var transport = sensors.getIfAvailable();
        return transport == null
                ? "none (auriga.iot.enabled is false)"
                : transport.place("localhost");
    }
}
