package city.auriga.iot.device;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DeviceGroups;
import city.auriga.core.device.DeviceListener;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.iot.codec.Codec;
import city.auriga.iot.codec.Descriptions;
import city.auriga.iot.codec.TopicPattern;
import city.auriga.iot.codec.TopicRoutes;
import city.auriga.iot.device.ProvisioningException.Code;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which groups listen to topics of their own, and the codecs that understand what arrives there. A
 * codec keeps what it remembers as long as its group declares the same.
 */
public final class GroupTopics implements DeviceListener {
    private static final Logger LOG = LoggerFactory.getLogger(GroupTopics.class);

    private final DeviceGroups groups;
    private final Function<DeviceGroup, Descriptions> descriptions;
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private volatile Table table =
            new Table(
                    Map.of(), Map.of(), TopicRoutes.of(Map.of()), new Filters(Set.of(), Set.of()));

    /**
     * @param descriptions what the devices of a group have told of themselves
     */
    public GroupTopics(DeviceGroups groups, Function<DeviceGroup, Descriptions> descriptions) {
        this.groups = groups;
        this.descriptions = descriptions;
    }

    /**
     * A group, and the codec of its topics.
     *
     * @param topics with what they tell the codec
     * @param commands topics that commands may go to
     */
    public record Listening(
            DeviceGroup group, Codec codec, CodecTopics topics, List<TopicPattern> commands) {
        public Listening {
            commands = List.copyOf(commands);
        }

        private boolean isRetained(TopicPattern pattern) {
            return codec.retainedPatterns().stream()
                    .map(retained -> TopicPattern.parse(retained).with("apikey", group.apikey()))
                    .anyMatch(retained -> retained.filter().equals(pattern.filter()));
        }

        Listening withoutCommands() {
            return new Listening(group, codec, topics, List.of());
        }

        /** Whether a command may be published there: another topic may be somebody else's. */
        public boolean mayCommand(String topic) {
            return commands.stream().anyMatch(pattern -> pattern.match(topic).isPresent());
        }
    }

    private record Entry(TopicDeclaration declaration, Listening listening) {
        /** A group of the same key may be another one by now. */
        boolean isOf(DeviceGroup group) {
            return !isOfAnother(group.tenant()) && listening.group.path().equals(group.path());
        }

        boolean isOfAnother(Tenant tenant) {
            return !listening.group.tenant().equals(tenant);
        }
    }

    private record Key(String resource, String apikey) {
        static Key of(DeviceGroup group) {
            return new Key(group.resource(), group.apikey());
        }
    }

    private record Table(
            Map<Key, Entry> entries,
            Map<String, List<Listening>> byApikey,
            TopicRoutes<Listening> routes,
            Filters filters) {}

    /**
     * What to subscribe to at a broker, beside the agent's own topics.
     *
     * @param all in the order in which they are to be subscribed to
     * @param unshared those of them that every process has to hear, whatever is shared
     */
    public record Filters(Set<String> all, Set<String> unshared) {
        public Filters {
            all = Collections.unmodifiableSet(new LinkedHashSet<>(all));
            unshared = Set.copyOf(unshared);
        }
    }

    /** The group that listens to a topic, with what its pattern captures. */
    public Optional<TopicRoutes.Route<Listening>> find(String topic) {
        return table.routes.find(topic).map(route -> complete(topic, route));
    }

    /** The groups with topics, or at least a codec, that have an apikey. */
    public List<Listening> withApikey(String apikey) {
        return table.byApikey.getOrDefault(apikey, List.of());
    }

    /** The group with topics that has a resource and an apikey. */
    public Optional<Listening> find(String resource, String apikey) {
        return Optional.ofNullable(table.entries.get(new Key(resource, apikey)))
                .map(Entry::listening);
    }

    /** The topics of the group of a device, if it has such. */
    public Optional<Listening> of(Sender device) {
        var address = device.commands().address();
        return Optional.ofNullable(table.entries.get(new Key(device.resource(), address.apikey())))
                .map(Entry::listening)
                .filter(found -> found.group.tenant().equals(address.tenant()))
                .filter(found -> found.group.path().equals(address.path()));
    }

    private static TopicRoutes.Route<Listening> complete(
            String topic, TopicRoutes.Route<Listening> route) {
        var captures = route.value().topics().complete(topic, route.captures());
        return new TopicRoutes.Route<>(route.value(), captures);
    }

    /** As {@link #find}, with a codec that remembers nothing, and that nobody else uses. */
    public Optional<TopicRoutes.Route<Listening>> preview(String topic) {
        return find(topic)
                .flatMap(route -> {
                    var group = route.value().group();
                    return new Declarations(group.document())
                            .topics(group.resource(), group.apikey())
                            .map(declaration ->
                                    new TopicRoutes.Route<>(
                                            listening(
                                                    group,
                                                    declaration,
                                                    declaration.codec(descriptions.apply(group))),
                                            route.captures()));
                });
    }

    public Filters filters() {
        return table.filters;
    }

    /** Is told when the filters have changed. */
    public void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    /**
     * Refuses topics that another group has, and an apikey that stands in topics of another tenant.
     *
     * @throws ProvisioningException DUPLICATE_GROUP
     */
    void requireFree(DeviceGroup group) {
        var others =
                table.entries.entrySet().stream()
                        .filter(other -> !other.getKey().equals(Key.of(group)))
                        .map(Map.Entry::getValue)
                        .toList();
        requireInNone(group.tenant(), group.apikey(), others, Code.DUPLICATE_GROUP);
        group.nextApikey()
                .ifPresent(
                        next -> requireInNone(group.tenant(), next, others, Code.DUPLICATE_GROUP));
        new Declarations(group.document())
                .topics(group.resource(), group.apikey())
                .ifPresent(declaration -> requireFree(group, declaration, others));
    }

    /**
     * Refuses an apikey of a device that stands in topics of another tenant.
     *
     * @throws ProvisioningException DUPLICATE_DEVICE_ID
     */
    void requireFree(Device device) {
        requireInNone(
                device.tenant(), device.apikey(), table.entries.values(), Code.DUPLICATE_DEVICE_ID);
    }

    private static void requireInNone(
            Tenant tenant, String apikey, Collection<Entry> entries, Code code) {
        if (entries.stream()
                .filter(entry -> entry.isOfAnother(tenant))
                .anyMatch(entry -> entry.declaration.apikeys().contains(apikey))) {
            throw new ProvisioningException(
                    code, "apikey: it stands in the topics of another group");
        }
    }

    private void requireFree(DeviceGroup group, TopicDeclaration wanted, List<Entry> others) {
        for (var other : others) {
            if (other.isOfAnother(group.tenant())) {
                wanted.requireApart(other.declaration);
            } else {
                wanted.requireOtherFilters(other.declaration);
            }
        }
        for (var apikey : wanted.apikeys()) {
            if (groups.isAnothers(group.tenant(), apikey)) {
                throw new ProvisioningException(
                        Code.DUPLICATE_GROUP, "topics: they are those of another apikey");
            }
        }
    }

    @Override
    public synchronized void groupsChanged() {
        var before = table.filters;
        try {
            table = table(groups.withTopics());
        } catch (NgsiLdException unavailable) {
            LOG.debug("the topics of groups wait for the database");
            Later.run(this::groupsChanged);
        }
        if (!before.equals(table.filters)) {
            watchers.forEach(Runnable::run);
        }
    }

    @Override
    public void reload() {
        groupsChanged();
    }

    @Override
    public void deviceChanged(String apikey, String id) {
        // Devices have no topics of their own.
    }

    private Table table(List<DeviceGroup> all) {
        var entries = new LinkedHashMap<Key, Entry>();
        var routes = new LinkedHashMap<TopicPattern, Listening>();
        for (var group : all) {
            entry(group)
                    .map(entry -> withFreeCommands(entry, entries.values()))
                    .ifPresent(entry -> {
                        entries.put(Key.of(group), entry);
                        add(routes, entry);
                    });
        }
        return new Table(
                entries,
                entries.values().stream()
                        .map(Entry::listening)
                        .collect(Collectors.groupingBy(one -> one.group().apikey())),
                TopicRoutes.of(routes),
                filters(routes));
    }

    private static Filters filters(Map<TopicPattern, Listening> routes) {
        var all = new LinkedHashSet<String>();
        var unshared = new LinkedHashSet<String>();
        routes.forEach((pattern, listening) -> {
            all.add(pattern.filter());
            if (listening.isRetained(pattern)) {
                unshared.add(pattern.filter());
            }
        });
        return new Filters(all, unshared);
    }

    private Optional<Entry> entry(DeviceGroup group) {
        try {
            return new Declarations(group.document())
                    .topics(group.resource(), group.apikey())
                    .map(declaration ->
                            new Entry(
                                    declaration,
                                    listening(group, declaration, codec(group, declaration))));
        } catch (ProvisioningException unreadable) {
            LOG.error("the topics of a group cannot be read: {}", unreadable.getMessage());
            return Optional.empty();
        }
    }

    private static Listening listening(
            DeviceGroup group, TopicDeclaration declaration, Codec codec) {
        return new Listening(
                group,
                codec,
                new CodecTopics(group.apikey(), declaration.patterns(), codec),
                declaration.commands());
    }

    private Codec codec(DeviceGroup group, TopicDeclaration declaration) {
        var known = table.entries.get(Key.of(group));
        return known != null && known.isOf(group) && known.declaration.equals(declaration)
                ? known.listening.codec
                : declaration.codec(descriptions.apply(group));
    }

    /** Two tenants may take the same topic at two processes at the same time: the first has it. */
    private static Entry withFreeCommands(Entry entry, Collection<Entry> earlier) {
        var group = entry.listening.group();
        for (var other : earlier) {
            if (other.isOfAnother(group.tenant())
                    && entry.declaration.commands(other.declaration)) {
                LOG.error(
                        "the commands of a group of tenant '{}' go nowhere: their topics are"
                                + " another one's",
                        group.tenant().name());
                return new Entry(entry.declaration, entry.listening.withoutCommands());
            }
        }
        return entry;
    }

    /** Two processes may take the same topic at the same time: then the first of them has it. */
    private static void add(Map<TopicPattern, Listening> routes, Entry entry) {
        var taken = new ArrayList<>(routes.keySet());
        for (var pattern : entry.declaration.patterns()) {
            boolean free =
                    taken.stream()
                            .noneMatch(t ->
                                    t.filter().equals(pattern.filter())
                                            && t.conflictsWith(pattern));
            if (free) {
                routes.put(pattern, entry.listening);
            } else {
                LOG.error("two groups listen to '{}': one of them hears nothing", pattern);
            }
        }
    }
}
