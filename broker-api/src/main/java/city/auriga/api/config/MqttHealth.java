package city.auriga.api.config;

import city.auriga.iot.mqtt.MqttSettings;
import city.auriga.iot.mqtt.MqttTransport;
import city.auriga.iot.mqtt.MqttTransport.Link;
import city.auriga.iot.mqtt.MqttTransport.State;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Whether readings can arrive over MQTT. The embedded broker is a part of this process, so it is
 * down as long as that does not listen; external ones that are away keep no request away.
 */
@Component("mqttHealthIndicator")
class MqttHealth implements HealthIndicator {
    /** Null if there is no agent. */
    private final @Nullable MqttTransport transport;

    private final boolean embedded;

    MqttHealth(ObjectProvider<MqttTransport> transport, ObjectProvider<MqttSettings> settings) {
        this.transport = transport.getIfAvailable();
        this.embedded = this.transport != null && !settings.getObject().isExternal();
    }

    @Override
    public Health health() {
        if (transport == null) {
            return Health.up().withDetail("state", State.OFF).build();
        }
        var state = transport.state();
        boolean missing = embedded && (state == State.STARTING || state == State.FAILED);
        var health = missing ? Health.down() : Health.up();
        health.withDetail("state", state);
        transport.links().forEach(link -> health.withDetail(link.broker(), detail(link)));
        return health.build();
    }

    private static String detail(Link link) {
        if (!link.connected()) {
            return "away";
        }
        return link.refused().isEmpty()
                ? "connected"
                : "connected, but refuses " + String.join(" ", new TreeSet<>(link.refused()));
    }
}
