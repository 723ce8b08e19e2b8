package city.auriga.iot.device;

import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DeviceListener;
import city.auriga.core.device.DiscoveredConfig;
import city.auriga.core.device.DiscoveredConfigs;
import city.auriga.core.device.DiscoveredConfigs.Filter;
import city.auriga.core.device.DiscoveredConfigs.Stored;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.ApplyReading.Late;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.iot.codec.Descriptions;
import city.auriga.iot.codec.DiscoveredComponent;
import city.auriga.iot.codec.Told;
import city.auriga.iot.payload.PayloadException;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What devices have told of themselves. It is stored; what is asked for is kept in memory, but not
 * beyond a change that this or another process hears of. That a topic is named by nobody is
 * believed for a second, as soon as half of a share is used up. Looking up blocks.
 */
public final class DiscoveredDevices implements DeviceListener {
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final int FIXED_WEIGHT = 200;
    private static final Duration UNNAMED = Duration.ofSeconds(1);

    /** So much of a share may be spent on what was looked for in vain before. */
    private static final double PLENTY = 0.5;

    private static final long UNNAMED_CHARACTERS = 1_000_000;

    private final DiscoveredConfigs store;
    private final DiscoverySettings settings;

    /** Set while somebody looks up behind whom nobody waits. */
    private static final ScopedValue<Boolean> ALONE = ScopedValue.newInstance();

    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

    /** Another number whenever something has changed: what is kept of the last is looked up. */
    private final Map<Group, Long> versions = new ConcurrentHashMap<>();

    private final AtomicLong newest = new AtomicLong();
    private final Cache<Key, Kept> known;
    private final LookUpShares<Group> ofGroups = new LookUpShares<>(1);
    private final LookUpShares<Tenant> ofTenants = new LookUpShares<>(2);

    /** In which version nobody named a topic; asked only if half of a share is used up. */
    private final Cache<Key, Long> unnamed =
            Caffeine.newBuilder()
                    .maximumWeight(UNNAMED_CHARACTERS)
                    .weigher((Key key, Long _) -> 100 + key.name.length())
                    .expireAfterWrite(UNNAMED)
                    .executor(Runnable::run)
                    .build();

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

    /** Is told of topics whose dead letters may be understood now, or soon. */
    @FunctionalInterface
    public interface Watcher {
        void explained(Tenant tenant, Set<String> topics);
    }

    /** Why something was not stored. */
    public record Refused(Reason reason, String detail) {}

    private record Group(Tenant tenant, String resource, String apikey) {
        static Group of(DeviceGroup group) {
            return new Group(group.tenant(), group.resource(), group.apikey());
        }
    }

    /**
     * @param device whether it is the name of a device; else it is a topic
     */
    private record Key(Group group, boolean device, String name) {}

    /**
     * What was looked up.
     *
     * @param version of the group then
     */
    private record Kept(long version, List<DiscoveredComponent> components) {}

    private static int weight(Key key, Kept kept) {
        long weight =
                FIXED_WEIGHT
                        + 2L * key.name.length()
                        + kept.components.stream().mapToLong(DiscoveredComponent::weight).sum();
        return (int) Math.min(weight, Integer.MAX_VALUE);
    }

    /** Looks up as much as is needed, since nobody waits behind what is done. */
    public static <T> T alone(Supplier<T> work) {
        return ScopedValue.where(ALONE, true).call(work::get);
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
                var _ = remove(group, topic, received, late);
                yield Optional.empty();
            }
            case Told.Word(var topic, var word) -> {
                store.say(group, topic, word, received, late);
                yield Optional.empty();
            }
        };
    }

    /** How many configs are stored. */
    public long count(Filter filter) {
        return store.count(filter);
    }

    /** A page of the configs that are stored. */
    public List<Stored> list(Filter filter, int limit, int offset) {
        return store.list(filter, limit, offset);
    }

    /**
     * Forgets a config whatever told it.
     *
     * @return whether there was one
     */
    public boolean forget(DeviceGroup group, String topic, Instant now) {
        return remove(group, topic, now, false);
    }

    private boolean remove(DeviceGroup group, String topic, Instant received, boolean late) {
        boolean removed = store.remove(group, topic, received, late);
        if (removed) {
            changed(group);
        }
        return removed;
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
                changed(group);
                yield told(group, config);
            }
            // Perhaps a process has died that would have told of it.
            case KNOWN -> told(group, config);
            case OUTDATED -> Optional.empty();
            case NO_GROUP ->
                    Optional.of(
                            new Refused(Reason.PARSE, "the group of this topic has been removed"));
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
        explained(group, config.topics().keySet());
        return Optional.empty();
    }

    private void explained(DeviceGroup group, Set<String> topics) {
        watchers.forEach(watcher -> watcher.explained(group.tenant(), topics));
    }

    private void changed(DeviceGroup group) {
        versions.remove(Group.of(group));
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
            long version = version();
            var key = new Key(Group.of(group), false, topic);
            var kept = kept(key, version);
            if (kept != null) {
                return Optional.of(kept);
            }
            if (ALONE.isBound()) {
                return lookUp(key, version, reader);
            }
            // Others wait behind whoever looks up.
            double left = Math.min(ofGroups.left(key.group), ofTenants.left(group.tenant()));
            if (left < PLENTY && isNobodys(key, version)) {
                return Optional.empty();
            }
            if (left > 0) {
                return lookUp(key, version, reader);
            }
            throw beyondShare(topic);
        }

        private boolean isNobodys(Key key, long version) {
            var last = unnamed.getIfPresent(key);
            return last != null && last == version;
        }

        private RuntimeException beyondShare(String topic) {
            if (!areLettersTried()) {
                return new NgsiLdException(
                        Problem.SERVICE_UNAVAILABLE,
                        "too much of this group has to be looked up; try again");
            }
            // It is done beside them, as a dead letter.
            explained(group, Set.of(topic));
            return new PayloadException(
                    "too much of this group has to be looked up; it is tried again by itself");
        }

        /** What nobody asks for replaces nothing that is newer. */
        private boolean areLettersTried() {
            var declared = new Declarations(group.document());
            return declared.flag("timestamp").orElse(true)
                    && declared.late().orElse(Late.TO_HISTORY) != Late.OVERWRITE;
        }

        private Optional<List<DiscoveredComponent>> lookUp(Key key, long version, Reader reader) {
            var found = new FoundComponents(settings.limits());
            store.naming(
                    group,
                    key.name,
                    (config, document) -> {
                        ofGroups.spend(key.group, document.length());
                        ofTenants.spend(key.group.tenant, document.length());
                        found.on(key.name, reader.read(config, document));
                    });
            if (found.isNamed()) {
                known.put(key, new Kept(version, found.all()));
                return Optional.of(found.all());
            }
            ofGroups.foundNothing(key.group);
            ofTenants.foundNothing(key.group.tenant);
            unnamed.put(key, version);
            return Optional.empty();
        }

        @Override
        public List<DiscoveredComponent> of(String device, Reader reader) {
            long version = version();
            var key = new Key(Group.of(group), true, device);
            var kept = kept(key, version);
            if (kept != null) {
                return kept;
            }
            var found = new FoundComponents(settings.limits());
            store.ofDevice(
                    group, device, (config, document) -> found.told(reader.read(config, document)));
            var components = found.all();
            if (!components.isEmpty()) {
                known.put(key, new Kept(version, components));
            }
            return components;
        }

        private @Nullable List<DiscoveredComponent> kept(Key key, long version) {
            var kept = known.getIfPresent(key);
            return kept == null || kept.version != version ? null : kept.components;
        }

        @Override
        public Map<String, String> said(Collection<String> topics) {
            return store.said(group, topics);
        }

        private long version() {
            return versions.computeIfAbsent(Group.of(group), _ -> newest.incrementAndGet());
        }
    }
}
