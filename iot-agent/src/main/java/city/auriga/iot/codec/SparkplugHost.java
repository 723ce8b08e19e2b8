package city.auriga.iot.codec;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** What a host application says of itself at a broker, for edge nodes that wait for one. */
public final class SparkplugHost {
    private SparkplugHost() {}

    /**
     * The retained messages, of 3.0 first, of 2.2 second. The same with {@code online} false are
     * the will of the connection, and its farewell.
     *
     * @param time of the connection; that of the will has to be the same
     */
    public static List<Downlink> state(String host, boolean online, Instant time) {
        var state = "{\"online\":" + online + ",\"timestamp\":" + time.toEpochMilli() + "}";
        return List.of(
                retained(SparkplugB.NAMESPACE + "/STATE/" + host, state),
                retained("STATE/" + host, online ? "ONLINE" : "OFFLINE"));
    }

    private static Downlink retained(String topic, String text) {
        return new Downlink(topic, text.getBytes(StandardCharsets.UTF_8), 1, true);
    }
}
