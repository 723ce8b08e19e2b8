package city.auriga.iot.reading;

import city.auriga.iot.device.Sender;
import city.auriga.iot.lazy.AnsweredValues;
import city.auriga.iot.payload.MessageKind;
import city.auriga.iot.payload.PayloadType;
import city.auriga.iot.payload.Protocol;
import city.auriga.iot.reading.Reading.OfDevice;
import city.auriga.iot.reading.Reading.Transport;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Makes a reading of what a device answered. */
public final class AnsweredReadings implements AnsweredValues {
    private final Supplier<Readings> readings;
    private final InstantSource clock;

    /**
     * @param readings asked for late, because they tell who has asked
     */
    public AnsweredReadings(Supplier<Readings> readings, InstantSource clock) {
        this.readings = readings;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<Boolean> take(
            Sender device, UUID question, Map<String, JsonNode> values) {
        var address = device.commands().address();
        var reading =
                new Reading(
                        Transport.HTTP,
                        Protocol.JSON.resource(),
                        payload(device, values).toString().getBytes(StandardCharsets.UTF_8),
                        new OfDevice(
                                Protocol.JSON,
                                device.resource(),
                                address.apikey(),
                                address.device(),
                                null,
                                null,
                                MessageKind.MEASURES,
                                question),
                        clock.instant().truncatedTo(ChronoUnit.MICROS));
        return readings.get().accept(reading).thenApply(outcome -> outcome.refusals().isEmpty());
    }

    /** As the device would write it. */
    private static JsonNode payload(Sender device, Map<String, JsonNode> values) {
        boolean plain = device.profile().payload() == PayloadType.IOTAGENT;
        var object = JsonNodeFactory.instance.objectNode();
        values.forEach((name, value) -> {
            if (plain) {
                object.set(name, value);
            } else {
                object.putObject(name).set("value", value);
            }
        });
        return object;
    }
}
