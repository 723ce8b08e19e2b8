package city.auriga.iot.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FiwareMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicBoolean ready = new AtomicBoolean();

    @BeforeEach
    void bind() {
        new FiwareMetrics(ready::get).bindTo(registry);
    }

    private double value(String name) {
        return Objects.requireNonNull(registry.find(name).gauge()).value();
    }

    @Test
    void countsMeasuresOfAllTransports() {
        assertThat(value("measureRequests")).isZero();
        registry.counter("auriga.iot.readings.received", "transport", "mqtt").increment(3);
        registry.counter("auriga.iot.readings.received", "transport", "http").increment(4);
        registry.counter("auriga.iot.readings.committed", "transport", "http").increment(2);
        registry.counter("auriga.iot.readings.refused", "transport", "http", "reason", "parse")
                .increment();
        registry.counter("auriga.iot.readings.deferred", "transport", "mqtt").increment();
        assertThat(value("measureRequests")).isEqualTo(7);
        assertThat(value("updateEntityRequestsOk")).isEqualTo(2);
        assertThat(value("updateEntityRequestsError")).isEqualTo(2);
    }

    @Test
    void countsRequestsForDevices() {
        for (var request :
                new String[][] {
                    {"POST", "/iot/devices"},
                    {"GET", "/iot/devices"},
                    {"DELETE", "/iot/devices/{id}"},
                    {"POST", "/iot/op/delete"}
                }) {
            registry.timer("http.server.requests", "method", request[0], "uri", request[1])
                    .record(Duration.ofMillis(1));
        }
        assertThat(value("deviceCreationRequests")).isEqualTo(1);
        assertThat(value("deviceRemovalRequests")).isEqualTo(2);
    }

    @Test
    void raisesAnAlarmForABrokerThatIsLost() {
        var times = new AtomicInteger();
        var connected = new AtomicInteger();
        FunctionCounter.builder("auriga.iot.mqtt.connections", times, AtomicInteger::get)
                .tag("broker", "town:1883")
                .register(registry);
        Gauge.builder("auriga.iot.mqtt.connected", connected, AtomicInteger::get)
                .tag("broker", "town:1883")
                .register(registry);
        assertThat(alarms()).isEqualTo("0 0");
        times.set(1);
        connected.set(1);
        assertThat(alarms()).isEqualTo("0 0");
        connected.set(0);
        assertThat(alarms()).isEqualTo("1 0");
        times.set(2);
        connected.set(1);
        assertThat(alarms()).isEqualTo("1 1");
    }

    @Test
    void tellsWhetherItIsReady() {
        assertThat(value("ready")).isZero();
        ready.set(true);
        assertThat(value("ready")).isEqualTo(1);
    }

    private String alarms() {
        return (int) value("raiseAlarm") + " " + (int) value("releaseAlarm");
    }
}
