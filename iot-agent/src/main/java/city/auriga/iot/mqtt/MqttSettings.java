package city.auriga.iot.mqtt;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How readings arrive over MQTT. Each is an environment variable {@code AURIGA_MQTT_…} too.
 *
 * @param url of an external broker, e.g. {@code tcp://host:1883} or {@code
 *     ssl://user:password@host:8883}, or of several, with blanks or commas between them; empty for
 *     the embedded one
 * @param version of MQTT that an external broker speaks: {@code 5}, {@code 3.1.1}, or {@code auto}
 *     for 5 unless it refuses it
 * @param keepAlive after which an external broker hears that we are still there
 * @param port of the embedded broker; 0 for none
 * @param tlsPort of the embedded broker for TLS, with {@code certificate} and {@code key}; 0 for
 *     none
 * @param bind address of the embedded broker
 * @param user that clients of the embedded broker must give, or that we give to an external one;
 *     empty for none
 * @param password of that user
 * @param apikeys whether any other client of the embedded broker must give a known apikey as its
 *     user name, and then may send and hear only what belongs to it
 * @param certificateDevices whether any other client of the embedded broker needs a certificate,
 *     from an authority of {@code ca}, and may send and hear only for the device that it names
 * @param persistence whether sessions and retained messages of the embedded broker survive a
 *     restart; readings always do. Costs a second of start-up and 100 MB
 * @param ca PEM file with authorities to trust at an external broker instead of the usual ones; of
 *     the embedded broker, those from which clients with TLS need a certificate
 * @param certificate PEM file that we show to an external broker, or the embedded broker to clients
 * @param key PEM file with the key of that certificate
 * @param qos of the subscriptions at an external broker; less than 1 may lose readings, more than 1
 *     is taken as 1
 * @param subscribeBatch how many topics one request to an external broker may subscribe to
 * @param clientId at an external broker, the same at every start; empty for one made from the
 *     host's name
 * @param shareGroup of the subscriptions at an external broker, if several agents share its
 *     readings; empty for none
 * @param sparkplugHost as which Host Application of Sparkplug we say that we are online, with a
 *     last will; empty for none
 * @param sparkplugVersion in whose form that is said: {@code 3.0} or {@code 2.2}
 * @param sessionExpiry for how long an external broker keeps readings for us while we are away
 * @param window readings of one connection, or of an external broker, that may wait for their
 *     commit; more are not read from the network
 * @param totalWindow readings of all connections of the embedded broker that may wait; above it
 *     each connection may have one
 * @param totalBytes bytes of these packets that may wait, and of those of each external broker
 * @param maxHold how long a reading waits for its commit before its connection is closed, so that
 *     the device sends it again
 * @param maxPacket bytes; a client that sends a larger packet is disconnected, and an external
 *     broker that speaks MQTT 5 sends none
 */
@ConfigurationProperties("auriga.mqtt")
public record MqttSettings(
        @DefaultValue("") String url,
        @DefaultValue("auto") String version,
        @DefaultValue("60s") Duration keepAlive,
        @DefaultValue("1883") int port,
        @DefaultValue("0") int tlsPort,
        @DefaultValue("0.0.0.0") String bind,
        @DefaultValue("") String user,
        @DefaultValue("") String password,
        @DefaultValue("false") boolean apikeys,
        @DefaultValue("false") boolean certificateDevices,
        @DefaultValue("false") boolean persistence,
        @Nullable Path ca,
        @Nullable Path certificate,
        @Nullable Path key,
        @DefaultValue("1") int qos,
        @DefaultValue("100") int subscribeBatch,
        @DefaultValue("") String clientId,
        @DefaultValue("") String shareGroup,
        @DefaultValue("") String sparkplugHost,
        @DefaultValue("3.0") String sparkplugVersion,
        @DefaultValue("24h") Duration sessionExpiry,
        @DefaultValue("200") int window,
        @DefaultValue("20000") int totalWindow,
        @DefaultValue("67108864") long totalBytes,
        @DefaultValue("60s") Duration maxHold,
        @DefaultValue("1048576") int maxPacket) {

    public MqttSettings {
        require(port >= 0 && port <= 65_535, "port: 0 to 65535");
        require(tlsPort >= 0 && tlsPort <= 65_535, "tls-port: 0 to 65535");
        require(
                tlsPort == 0 || url.isBlank(),
                "tls-port: only of the embedded broker, without url");
        require(
                tlsPort == 0 || certificate != null,
                "tls-port: certificate and key, too, which clients are shown");
        require(tlsPort == 0 || tlsPort != port, "tls-port: another one than port");
        require(window >= 1 && window <= 65_535, "window: 1 to 65535");
        require(totalWindow >= window, "total-window: at least window");
        require(totalBytes >= maxPacket, "total-bytes: at least max-packet");
        require(maxHold.toMillis() >= 100, "max-hold: at least 100ms");
        require(maxPacket >= 1_024 && maxPacket <= 268_435_460, "max-packet: 1024 to 268435460");
        require(
                !sessionExpiry.isNegative() && sessionExpiry.toSeconds() <= Integer.MAX_VALUE,
                "session-expiry: 0 to 68 years");
        require(Set.of("5", "3.1.1", "auto").contains(version), "version: 5, 3.1.1 or auto");
        require(
                keepAlive.toSeconds() >= 1 && keepAlive.toSeconds() <= 65_535,
                "keep-alive: 1s to 65535s");
        require(qos >= 0 && qos <= 2, "qos: 0, 1 or 2");
        require(subscribeBatch >= 1, "subscribe-batch: at least 1");
        require((certificate == null) == (key == null), "certificate and key: both or none");
        require(user.isEmpty() == password.isEmpty(), "user and password: both or none");
        require(!apikeys || url.isBlank(), "apikeys: only of the embedded broker, without url");
        require(
                !certificateDevices || (tlsPort != 0 && ca != null),
                "certificate-devices: tls-port and ca, too, from which devices have certificates");
        require(
                sparkplugHost.chars().noneMatch(c -> "+#/\0".indexOf(c) >= 0),
                "sparkplug-host: one level of a topic, without / + #");
        require(
                SparkplugHost.Form.of(sparkplugVersion).isPresent(),
                "sparkplug-version: 3.0 or 2.2");
        var _ = BrokerAddress.of(url, user, password);
    }

    private SparkplugHost.Form sparkplugForm() {
        return SparkplugHost.Form.of(sparkplugVersion).orElseThrow();
    }

    /** A new one for each broker; empty if we are none. */
    Optional<SparkplugHost> host(InstantSource clock) {
        return hostTopic().map(_ -> new SparkplugHost(sparkplugHost, sparkplugForm(), clock));
    }

    /** Where the state of the Host Application is said; empty if we are none. */
    Optional<String> hostTopic() {
        return sparkplugHost.isEmpty()
                ? Optional.empty()
                : Optional.of(sparkplugForm().topic(sparkplugHost));
    }

    public boolean isExternal() {
        return !url.isBlank();
    }

    /** Whether there is an MQTT broker in this process. */
    public boolean isEmbedded() {
        return !isExternal() && !ports().isEmpty();
    }

    /** Those that the embedded broker listens on. */
    List<Integer> ports() {
        return IntStream.of(port, tlsPort).filter(p -> p != 0).boxed().toList();
    }

    List<BrokerAddress> brokers() {
        return BrokerAddress.of(url, user, password);
    }

    /** Of the external brokers, without users and passwords. */
    public String servers() {
        return brokers().stream().map(BrokerAddress::server).collect(Collectors.joining(" "));
    }

    /**
     * Where clients find the embedded broker; empty if there is none.
     *
     * @param host as they know it
     */
    public String urls(String host) {
        return Stream.of(
                        port == 0 ? "" : "mqtt://" + host + ":" + port,
                        tlsPort == 0 ? "" : "mqtts://" + host + ":" + tlsPort)
                .filter(url -> !url.isEmpty())
                .collect(Collectors.joining(" "));
    }

    /**
     * With QoS 2 the client has acknowledged a message before we see it: it would be lost with us.
     */
    int subscriptionQos() {
        return Math.min(qos, 1);
    }

    /** Without passwords. */
    @Override
    public String toString() {
        return "MqttSettings[url=" + servers() + ", port=" + port + ", user=" + user + "]";
    }

    private static void require(boolean condition, String rule) {
        if (!condition) {
            throw new IllegalArgumentException("auriga.mqtt." + rule);
        }
    }
}
