package city.auriga.iot.mqtt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What our session at an external broker subscribes to. The session outlives connections and
 * processes, so what was asked for stands in a file: else nobody could end what is not wanted any
 * more. Filters are as the broker sees them, with the group that shares them.
 */
final class Subscriptions {
    private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final String broker;
    private final Path file;

    /** What the broker may have; at least what it has. */
    private final Set<String> asked = new LinkedHashSet<>();

    /** What this process has subscribed to, so that it has heard what is retained there. */
    private final Set<String> granted = new LinkedHashSet<>();

    private volatile Set<String> refused = Set.of();

    /** Granted with a lower QoS than was asked for. */
    private final Set<String> weak = ConcurrentHashMap.newKeySet();

    /**
     * @param broker whose they are, for people
     */
    Subscriptions(String broker, Path file) {
        this.broker = broker;
        this.file = file;
        try {
            if (Files.exists(file)) {
                asked.addAll(JSON.readValue(file.toFile(), new TypeReference<List<String>>() {}));
            }
        } catch (JacksonException e) {
            LOG.warn("'{}' cannot be read: old subscriptions may stay at the broker", file);
        }
    }

    /** The broker has forgotten us. */
    void sessionIsNew() {
        asked.clear();
        granted.clear();
        weak.clear();
    }

    List<String> unwanted(Set<String> wanted) {
        return asked.stream().filter(filter -> !wanted.contains(filter)).toList();
    }

    List<String> missing(Set<String> wanted) {
        return wanted.stream().filter(filter -> !granted.contains(filter)).toList();
    }

    /** Before the broker is asked: its answer may be lost. */
    void ask(Collection<String> filters) {
        if (asked.addAll(filters)) {
            save();
        }
    }

    /**
     * What the broker says to a subscription.
     *
     * @param code the QoS that it grants, or why it refuses
     * @param qos that was asked for
     */
    void answered(String filter, int code, int qos) {
        if (code >= BrokerClient.REFUSED) {
            if (!refused.contains(filter)) {
                LOG.error(
                        "the MQTT broker at {} refuses the subscription to '{}' ({}): nothing is"
                                + " heard there. It is asked again each minute",
                        broker,
                        filter,
                        code);
            }
            refuse(filter, true);
            return;
        }
        granted.add(filter);
        refuse(filter, false);
        if (code < qos) {
            weak.add(filter);
            LOG.warn(
                    "the MQTT broker at {} grants QoS {} to '{}', less than {}: readings may get"
                            + " lost",
                    broker,
                    code,
                    filter,
                    qos);
        } else {
            weak.remove(filter);
        }
    }

    /** How many were granted with a lower QoS than was asked for; for any thread. */
    int weak() {
        return weak.size();
    }

    private void refuse(String filter, boolean isRefused) {
        if (refused.contains(filter) != isRefused) {
            var changed = new TreeSet<>(refused);
            var _ = isRefused ? changed.add(filter) : changed.remove(filter);
            refused = changed;
        }
    }

    /** Filters that the broker does not let us have; for any thread. */
    Set<String> refused() {
        return refused;
    }

    void ended(Collection<String> filters) {
        filters.forEach(filter -> {
            asked.remove(filter);
            granted.remove(filter);
            weak.remove(filter);
            refuse(filter, false);
        });
        save();
    }

    private void save() {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            var written = Files.write(file.resolveSibling(file.getFileName() + ".new"), bytes());
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("'{}' cannot be written: {}", file, e.getMessage());
        }
    }

    private byte[] bytes() {
        return JSON.writeValueAsBytes(asked);
    }
}
