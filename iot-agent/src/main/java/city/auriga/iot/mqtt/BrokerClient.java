package city.auriga.iot.mqtt;

import city.auriga.iot.codec.Downlink;
import city.auriga.iot.command.CommandPublisher;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an external broker, in one version of MQTT. What it asks the broker for it
 * waits for, but not for long.
 */
interface BrokerClient extends AutoCloseable {
    /** Granted "QoS" from which on a subscription is refused. */
    int REFUSED = 0x80;

    /** Seconds that the broker has for an answer. */
    int PATIENCE = 15;

    /** What happens at the connection; told on a thread of the client. */
    interface Listener {
        /** May block: then nothing more is read from the broker. */
        void arrived(Arrival arrival);

        /**
         * @param takenOver whether the broker says that another client has come with our id
         */
        void lost(boolean takenOver);
    }

    /**
     * A message that the broker delivers.
     *
     * @param correlation what it repeats of a message that it answers; null if there is nothing
     * @param id to acknowledge it by; 0 if that is not wanted
     * @param duplicate whether the broker says that it may have been delivered before; Paho does
     *     not tell with MQTT 5
     * @param retained whether it was there before we subscribed
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Arrival(
            String topic,
            byte[] payload,
            byte @Nullable [] correlation,
            int id,
            int qos,
            boolean duplicate,
            boolean retained) {}

    /** The broker does not speak this version. */
    final class UnsupportedVersionException extends IOException {
        private static final long serialVersionUID = 1;

        UnsupportedVersionException(Exception cause) {
            super("the broker does not speak this version of MQTT", cause);
        }
    }

    /** Of the protocol, as the settings call it. */
    String version();

    /**
     * Once.
     *
     * @param will what the broker is to publish when the connection is lost; null for nothing
     * @return whether the broker had a session of this client id, which goes on
     */
    boolean connect(Listener listener, @Nullable Downlink will) throws IOException;

    boolean isConnected();

    /**
     * @return the QoS that is granted to each, from {@link #REFUSED} on if it is refused
     */
    int[] subscribe(List<String> filters, int qos) throws IOException;

    void unsubscribe(List<String> filters) throws IOException;

    /** Does not wait. */
    void acknowledge(Arrival arrival) throws IOException;

    CommandPublisher.Fate publish(CommandPublisher.Message message) throws IOException;

    CommandPublisher.Fate publish(Downlink downlink) throws IOException;

    /** Whether the broker tells if nobody subscribes to what is published. */
    boolean tellsOfSubscribers(int qos);

    /** With a farewell, so that the broker publishes no last will; the session stays. */
    void leave() throws IOException;

    /** Without a farewell: the session stays. */
    @Override
    void close();
}
