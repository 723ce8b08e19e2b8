package city.auriga.iot.mqtt;

import city.auriga.iot.codec.Downlink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Host Application that edge nodes of Sparkplug may wait for, at one broker: while its state
 * there is not online, they keep what they measure. The broker itself says that we are gone, by our
 * last will.
 */
final class SparkplugHost {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int QOS = 1;

    /** What is so far ahead of our clock is no time. */
    private static final Duration MOST_AHEAD = Duration.ofDays(1);

    /** How the state is said. */
    enum Form {
        WITH_TIME("3.0", "spBv1.0/STATE/"),
        WORD("2.2", "STATE/");

        private final String version;
        private final String prefix;

        Form(String version, String prefix) {
            this.version = version;
            this.prefix = prefix;
        }

        /** Of a version of Sparkplug. */
        static Optional<Form> of(String version) {
            return Arrays.stream(values()).filter(f -> f.version.equals(version)).findFirst();
        }

        String topic(String host) {
            return prefix + host;
        }
    }

    private final String topic;
    private final Form form;
    private final InstantSource clock;

    /** Milliseconds of the epoch; when the present life began. */
    private long since;

    /** The last that somebody has told of our death. */
    private long latestDeath;

    SparkplugHost(String name, Form form, InstantSource clock) {
        this.topic = form.topic(name);
        this.form = form;
        this.clock = clock;
    }

    String topic() {
        return topic;
    }

    /**
     * Begins a life, which is later than all that was said of earlier ones.
     *
     * @return what the broker is to publish at its end
     */
    synchronized Downlink begin() {
        since = Math.max(clock.millis(), latestDeath + 1);
        return death();
    }

    synchronized Downlink birth() {
        return state(true);
    }

    synchronized Downlink death() {
        return state(false);
    }

    private Downlink state(boolean online) {
        var text =
                switch (form) {
                    case WITH_TIME -> "{\"online\":%b,\"timestamp\":%d}".formatted(online, since);
                    case WORD -> online ? "ONLINE" : "OFFLINE";
                };
        return new Downlink(topic, text.getBytes(StandardCharsets.UTF_8), QOS, true);
    }

    /** What there is to do about what was heard. */
    enum Heard {
        NOTHING,

        /** Say again that we are there: another replica has died, or it was an earlier life. */
        STALE_DEATH,

        /** Nodes will not believe this life, which began before the death that they know of. */
        LATER_DEATH
    }

    synchronized Heard hear(String on, byte[] payload) {
        if (!on.equals(topic)) {
            return Heard.NOTHING;
        }
        if (form == Form.WORD) {
            return new String(payload, StandardCharsets.UTF_8).equals("OFFLINE")
                    ? Heard.STALE_DEATH
                    : Heard.NOTHING;
        }
        var said = read(payload);
        if (said == null || said.path("online").asBoolean(true)) {
            return Heard.NOTHING;
        }
        long died = said.path("timestamp").asLong(0);
        if (died < since || died > clock.millis() + MOST_AHEAD.toMillis()) {
            return Heard.STALE_DEATH;
        }
        latestDeath = died;
        return Heard.LATER_DEATH;
    }

    private static @Nullable JsonNode read(byte[] payload) {
        try {
            return JSON.readTree(payload);
        } catch (JacksonException e) {
            return null;
        }
    }
}
