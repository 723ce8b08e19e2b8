package city.auriga.iot.reading;

/**
 * Bounds of what is worked on at once.
 *
 * @param partitions how many devices are worked on side by side; a device always takes the same
 *     partition, so its readings keep their order
 * @param queue how many readings may wait in a partition; more are sent back to their transport
 * @param maxPayload bytes; larger readings become dead letters
 * @param maxMeasures of one message; one with more becomes a dead letter
 * @param inFlight measures that are being written at once; those behind them wait for their turn
 * @param turns measures that may wait for those of their device before them, half of them of one
 *     tenant
 * @param deviceRate readings a second of a device that are taken unless it declares its own; 0 for
 *     no limit
 * @param deadLetters how many dead letters are kept, the newest
 */
public record ReadingSettings(
        int partitions,
        int queue,
        int maxPayload,
        int maxMeasures,
        int inFlight,
        int turns,
        int deviceRate,
        int deadLetters) {
    public ReadingSettings {
        if (partitions < 1
                || partitions > 256
                || queue < 1
                || maxPayload < 1
                || maxMeasures < 1
                || inFlight < 1
                || turns < 1
                || deviceRate < 0
                || deadLetters < 1) {
            throw new IllegalArgumentException(
                    "readings: partitions 1 to 256; queue, maxPayload, maxMeasures, inFlight,"
                            + " turns and deadLetters at least 1;"
                            + " deviceRate not negative");
        }
    }
}
