package city.auriga.iot.device;

import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DeviceListener;
import city.auriga.core.device.DiscoveredConfig;
import city.auriga.core.device.DiscoveredConfigs;
import city.auriga.core.model.Tenant;
import city.auriga.iot.codec.Descriptions;
import city.auriga.iot.codec.DiscoveredComponent;
import city.auriga.iot.codec.Told;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What devices have told of themselves. It is stored; what is asked for is kept in memory, but not
 * beyond a change that this or another process hears of. That a topic is named by nobody is never
 * kept: before a message is given up, the database is asked. Looking up blocks.
 */
public final class DiscoveredDevices implements DeviceListener {
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final int FIXED_WEIGHT = 200;

    private final DiscoveredConfigs store;
    private final DiscoverySettings settings;
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

    /** Another number whenever something has changed: what is kept under the last is not found. */
    private final Map<Group, Long> versions = new ConcurrentHashMap<>();

    private final AtomicLong newest = new AtomicLong();
    private final Cache<Key, List<DiscoveredComponent>> known;

    public DiscoveredDevices(DiscoveredConfigs store, DiscoverySettings settings) {
        this.store = store;
        this.settings = settings;
        this.known =
                Caffeine.newBuilder()
                        .maximumWeight(settings.memory())
                        .weigher(DiscoveredDevices::weight)
                        .expireAfterWrite(KEPT)
                        .executor(Runnable::run)
                        .build();
    }

    /** Is told of configs that this process has heard and that are stored. */
    @FunctionalInterface
    public interface Watcher {
        /**
         * @param topics that are named
         */
        void stored(Tenant tenant, Set<String> topics);
    }

    /** Why something was not stored. */
    public record Refused(Reason reason, String detail) {}

    private record Group(Tenant tenant, String resource, String apikey) {}

    /**
     * @param device whether it is the name of a device; else it is a topic
     */
    private record Key(long version, boolean device, String name) {}

    private static int weight(Key key, List<DiscoveredComponent> components) {
        long weight =
                FIXED_WEIGHT
                        + 2L * key.name.length()
                        + components.stream().mapToLong(DiscoveredComponent::weight).sum();
        return (int) Math.min(weight, Integer.MAX_VALUE);
    }

    public void watch(Watcher watcher) {
        watchers.add(watcher);
    }

    /** What the devices of a group have told. */
    public Descriptions of(DeviceGroup group) {
        return new OfGroup(group);
    }

    /**
     * Stores what a device of a group tells.
     *
     * @param late whether it comes once more, so that what came later stays
     * @return empty if it is stored, or need not be
     * @throws city.auriga.core.problem.NgsiLdException {@code SERVICE_UNAVAILABLE}
     */
    public Optional<Refused> take(DeviceGroup group, Told told, Instant received, boolean late) {
        return switch (told) {
            case Told.Config config -> put(group, config, received, late);
            case Told.NoConfig(var topic) -> {
                if (store.remove(group, topic, received, late)) {
                    configsChanged(group.tenant(), group.resource(), group.apikey());
                }
                yield Optional.empty();
            }
            case Told.Word(var topic, var word) -> {
                store.say(group, topic, word, received, late);
                yield Optional.empty();
            }
        };
    }

    private Optional<Refused> put(
            DeviceGroup group, Told.Config config, Instant received, boolean late) {
        int bytes = config.document().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > settings.config()) {
            return refused(
                    Reason.TOO_LARGE,
                    "a config of " + bytes + " bytes",
                    settings.config(),
                    "CONFIG");
        }
        var limits = settings.limits();
        var stored =
                new DiscoveredConfig(
                        config.topic(), config.device(), config.topics(), config.document());
        return switch (store.put(group, stored, received, late, limits)) {
            case STORED -> {
                configsChanged(group.tenant(), group.resource(), group.apikey());
                yield told(group, config);
            }
            // Perhaps a process has died that would have told of it.
            case KNOWN -> told(group, config);
            case OUTDATED -> Optional.empty();
            case NO_GROUP ->
                    Optional.of(
                            new Refused(Reason.UNIDENTIFIED, "the group of this topic is gone"));
            case TOPIC_FULL ->
                    refused(
                            Reason.TOO_LARGE,
                            "what is told on one of its topics, with this one,",
                            limits.topic(),
                            "TOPIC");
            case GROUP_FULL ->
                    refused(
                            Reason.TOO_LARGE,
                            "one more config of this group",
                            limits.group(),
                            "GROUP");
            case TENANT_FULL ->
                    refused(
                            Reason.TOO_LARGE,
                            "one more config of this tenant",
                            limits.tenant(),
                            "TENANT");
        };
    }

    private Optional<Refused> told(DeviceGroup group, Told.Config config) {
        watchers.forEach(watcher -> watcher.stored(group.tenant(), config.topics().keySet()));
        return Optional.empty();
    }

    private static Optional<Refused> refused(
            Reason reason, String what, long most, String setting) {
        return Optional.of(
                new Refused(
                        reason,
                        what
                                + " is more than "
                                + most
                                + ", which is allowed (AURIGA_IOT_DISCOVERED_"
                                + setting
                                + ")"));
    }

    @Override
    public void configsChanged(Tenant tenant, String resource, String apikey) {
        versions.remove(new Group(tenant, resource, apikey));
    }

    /** What a group has stored goes with it. */
    @Override
    public void groupsChanged() {
        versions.clear();
    }

    @Override
    public void deviceChanged(String apikey, String id) {
        // What is provisioned is something else.
    }

    @Override
    public void reload() {
        versions.clear();
    }

    private final class OfGroup implements Descriptions {
        private final DeviceGroup group;

        OfGroup(DeviceGroup group) {
            this.group = group;
        }

        @Override
        public Optional<List<DiscoveredComponent>> on(String topic, Reader reader) {
            if (topic.chars().anyMatch(Character::isISOControl)) {
                return Optional.empty();
            }
            // Before the database is asked: what changes meanwhile is not what is kept.
            var key = new Key(version(), false, topic);
            var kept = known.getIfPresent(key);
            if (kept != null) {
                return Optional.of(kept);
            }
            var found = new FoundComponents(settings.limits());
            store.naming(
                    group,
                    topic,
                    (config, document) -> found.on(topic, reader.read(config, document)));
            if (!found.isNamed()) {
                return Optional.empty();
            }
            var components = found.all();
            known.put(key, components);
            return Optional.of(components);
        }

        @Override
        public List<DiscoveredComponent> of(String device, Reader reader) {
            var key = new Key(version(), true, device);
            var kept = known.getIfPresent(key);
            if (kept != null) {
                return kept;
            }
            var found = new FoundComponents(settings.limits());
            store.ofDevice(
                    group, device, (config, document) -> found.told(reader.read(config, document)));
            var components = found.all();
            if (!components.isEmpty()) {
                known.put(key, components);
            }
            return components;
        }

        @Override
        public Map<String, String> said(Collection<String> topics) {
            return store.said(group, topics);
        }

        private long version() {
            return versions.computeIfAbsent(
                    new Group(group.tenant(), group.resource(), group.apikey()),
                    _ -> newest.incrementAndGet());
        }
    }
}
