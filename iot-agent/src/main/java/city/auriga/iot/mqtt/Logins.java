package city.auriga.iot.mqtt;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.iot.device.Senders;
import city.auriga.iot.mqtt.Rights.Everything;
import city.auriga.iot.mqtt.Rights.OfApikey;
import city.auriga.iot.mqtt.Rights.OfDevice;
import com.hivemq.extension.sdk.api.async.Async;
import com.hivemq.extension.sdk.api.async.TimeoutFallback;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.client.parameter.ClientTlsInformation;
import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who gets in at the embedded broker, and what for: the user of the settings, with the password,
 * for everything; and a device, if the settings want apikeys, with its apikey as the user name, and
 * if they want that, with a certificate that names it. If they want nothing, everybody.
 */
final class Logins implements SimpleAuthenticator, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Logins.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String NAME = "auriga.user";
    private static final int LOOK_UPS = 2;

    /** Who comes later would wait in vain: the patience of a login ends before its turn. */
    private static final int WAITING = 1_000;

    private final MqttSettings settings;
    private final MqttTopics topics;
    private final String hostTopic;
    private final Predicate<String> apikeys;

    /** Looking up an apikey blocks, and strangers shall not take all connections for it. */
    private final ExecutorService lookUps =
            new ThreadPoolExecutor(
                    LOOK_UPS,
                    LOOK_UPS,
                    0,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(WAITING),
                    Thread.ofPlatform().daemon().name("mqtt-login").factory());

    /**
     * @param apikeys which ones are known, as by {@link Senders#isKnown}
     */
    Logins(MqttSettings settings, MqttTopics topics, Predicate<String> apikeys) {
        this.settings = settings;
        this.topics = topics;
        this.hostTopic = settings.hostTopic().orElse("");
        this.apikeys = apikeys;
    }

    /** Whether not everybody gets in. */
    boolean areWanted() {
        return settings.apikeys() || settings.certificateDevices() || !settings.user().isEmpty();
    }

    /**
     * What somebody may who has got in.
     *
     * @param user empty if there was none
     * @param certified the device that a certificate names; empty if there is none
     */
    Rights rights(String user, Optional<String> certified) {
        if (isOurs(user)) {
            return new Everything();
        }
        var all = settings.apikeys() ? new OfApikey(user, topics, hostTopic) : new Everything();
        return settings.certificateDevices() ? new OfDevice(all, certified.orElse("")) : all;
    }

    Rights rights(String user, ConnectionInformation connection) {
        return rights(user, certified(connection));
    }

    Rights rights(ConnectionInformation connection) {
        var user = connection.getConnectionAttributeStore().getAsString(NAME).orElse("");
        return rights(user, connection);
    }

    private static Optional<String> certified(ConnectionInformation connection) {
        return connection
                .getClientTlsInformation()
                .flatMap(ClientTlsInformation::getClientCertificate)
                .flatMap(CertifiedDevice::of);
    }

    @Override
    public void onConnect(SimpleAuthInput input, SimpleAuthOutput output) {
        ConnectPacket packet = input.getConnectPacket();
        var user = packet.getUserName().orElse("");
        input.getConnectionInformation().getConnectionAttributeStore().putAsString(NAME, user);
        if (isOurs(user)) {
            var given = packet.getPassword().map(Logins::bytes).orElse(new byte[0]);
            decide(output, MessageDigest.isEqual(utf8(settings.password()), given));
        } else if (settings.certificateDevices()
                && certified(input.getConnectionInformation()).isEmpty()) {
            decide(output, false);
        } else if (settings.apikeys()) {
            lookUp(user, output);
        } else {
            decide(output, settings.certificateDevices());
        }
    }

    private boolean isOurs(String user) {
        return !settings.user().isEmpty()
                && MessageDigest.isEqual(utf8(settings.user()), utf8(user));
    }

    private void lookUp(String apikey, SimpleAuthOutput output) {
        var later = output.async(PATIENCE, TimeoutFallback.FAILURE);
        try {
            lookUps.execute(() -> lookUp(apikey, later));
        } catch (RejectedExecutionException tooMany) {
            later.getOutput().failAuthentication(ConnackReasonCode.SERVER_BUSY);
            later.resume();
        }
    }

    private void lookUp(String apikey, Async<SimpleAuthOutput> later) {
        try {
            decide(later.getOutput(), OfApikey.isPossible(apikey) && apikeys.test(apikey));
        } catch (NgsiLdException unavailable) {
            later.getOutput().failAuthentication(ConnackReasonCode.SERVER_UNAVAILABLE);
        } catch (RuntimeException e) {
            // Whatever it is, nobody gets in by it.
            LOG.error("an apikey could not be looked up", e);
            later.getOutput().failAuthentication(ConnackReasonCode.SERVER_UNAVAILABLE);
        } finally {
            later.resume();
        }
    }

    private static void decide(SimpleAuthOutput output, boolean isLetIn) {
        if (isLetIn) {
            output.authenticateSuccessfully();
        } else {
            output.failAuthentication(ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    @Override
    public void close() {
        lookUps.shutdownNow();
    }
}
