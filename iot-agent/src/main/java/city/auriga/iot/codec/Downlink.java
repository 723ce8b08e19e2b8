package city.auriga.iot.codec;

/**
 * A message to publish.
 *
 * @param qos 0, 1 or 2
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares messages.
public record Downlink(String topic, byte[] payload, int qos, boolean retain) {}
