package city.auriga.iot.reading;

import city.auriga.iot.device.Sender;
import city.auriga.iot.device.Shells;
import city.auriga.iot.mapping.Arrival;
import city.auriga.iot.mapping.DeviceProfile;
import city.auriga.iot.mapping.Mapping;
import city.auriga.iot.mapping.Timestamps;
import city.auriga.iot.payload.Measure;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * Writes measures to their entities, each of which is made ready for the commands of its device.
 */
final class MeasureWrites {
    private final EntityWrites writes;
    private final Shells shells;

    MeasureWrites(EntityWrites writes, Shells shells) {
        this.writes = writes;
        this.shells = shells;
    }

    /** Blocks if the device was elsewhere before. */
    CompletableFuture<ReadingOutcome> write(Sender sender, Measure measure, Arrival arrival) {
        var mapping = Mapping.of(sender.profile(), measure, arrival);
        var host = sender.at(mapping.own());
        var heard = heard(sender.profile(), measure, arrival);
        var shell =
                arrival.held() || !mapping.isNamed() ? shells.make(host) : shells.make(host, heard);
        var written =
                writes.write(sender.profile(), measure, arrival, mapping, () -> shells.again(host));
        return shell.thenCombine(written, (_, outcome) -> outcome);
    }

    /** When the device was where the measure says: what comes late does not move it. */
    private static Instant heard(DeviceProfile profile, Measure measure, Arrival arrival) {
        var time = measure.time();
        return time == null
                ? arrival.at()
                : Timestamps.parse(time, profile.zone())
                        .filter(told -> told.isBefore(arrival.at()))
                        .orElse(arrival.at());
    }
}
