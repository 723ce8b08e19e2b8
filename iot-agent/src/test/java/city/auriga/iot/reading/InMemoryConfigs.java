package city.auriga.iot.reading;

import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DiscoveredConfig;
import city.auriga.core.device.DiscoveredConfigs;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** What devices told of themselves, in memory. */
public final class InMemoryConfigs implements DiscoveredConfigs {
    /** By tenant, resource and apikey, and topic. */
    private final Map<List<String>, Map<String, Row>> all = new HashMap<>();

    private final Map<List<String>, Map<String, Word>> words = new HashMap<>();
    private final Collection<DeviceGroup> groups;

    private int away;

    /** How often it was looked for what a topic means. */
    public int looks;

    public InMemoryConfigs(Collection<DeviceGroup> groups) {
        this.groups = groups;
    }

    /** So many calls fail from now on. */
    public synchronized void fail(int calls) {
        away = calls;
    }

    /** Whether the next call succeeds. */
    public synchronized boolean isBack() {
        return away == 0;
    }

    private record Row(DiscoveredConfig config, Instant received) {}

    private record Word(String text, Instant said) {}

    private static List<String> key(DeviceGroup group) {
        return List.of(group.tenant().name(), group.path(), group.resource(), group.apikey());
    }

    private void requireThere() {
        if (away > 0) {
            away--;
            throw new NgsiLdException(Problem.SERVICE_UNAVAILABLE, "away");
        }
    }

    synchronized void forget(DeviceGroup group) {
        all.remove(key(group));
        words.remove(key(group));
    }

    private Map<String, Row> of(DeviceGroup group) {
        requireThere();
        return all.computeIfAbsent(key(group), _ -> new TreeMap<>());
    }

    @Override
    public synchronized Result put(
            DeviceGroup group,
            DiscoveredConfig config,
            Instant received,
            boolean late,
            Limits limits) {
        var rows = of(group);
        if (!isThere(group)) {
            return Result.NO_GROUP;
        }
        var last = rows.get(config.topic());
        if (last != null && late && last.received.isAfter(received)) {
            return Result.OUTDATED;
        }
        if (last != null && last.config.equals(config)) {
            rows.put(config.topic(), new Row(config, received));
            return Result.KNOWN;
        }
        var others = rows.values().stream().map(Row::config).toList();
        long bytes =
                config.bytes()
                        + others.stream()
                                .filter(other -> !other.topic().equals(config.topic()))
                                .mapToLong(DiscoveredConfig::bytes)
                                .sum();
        if (bytes > limits.group()) {
            return Result.GROUP_FULL;
        }
        boolean full =
                config.topics().entrySet().stream()
                        .anyMatch(named ->
                                others.stream()
                                                        .filter(o ->
                                                                !o.topic().equals(config.topic()))
                                                        .mapToInt(o ->
                                                                o.topics()
                                                                        .getOrDefault(
                                                                                named.getKey(), 0))
                                                        .sum()
                                                + named.getValue()
                                        > limits.topic());
        if (full) {
            return Result.TOPIC_FULL;
        }
        rows.put(config.topic(), new Row(config, received));
        return Result.STORED;
    }

    @Override
    public synchronized boolean remove(
            DeviceGroup group, String topic, Instant received, boolean late) {
        var last = of(group).get(topic);
        return last != null
                && !(late && last.received.isAfter(received))
                && of(group).remove(topic) != null;
    }

    private boolean isThere(DeviceGroup group) {
        return groups.stream().anyMatch(g -> key(g).equals(key(group)));
    }

    @Override
    public long count(Filter filter) {
        return all(filter).size();
    }

    @Override
    public List<Stored> list(Filter filter, int limit, int offset) {
        return all(filter).stream().skip(offset).limit(limit).toList();
    }

    private synchronized List<Stored> all(Filter filter) {
        var found = new ArrayList<Stored>();
        for (var group : groups) {
            of(group)
                    .forEach((topic, row) -> {
                        if (isAsked(filter, group, row.config)) {
                            found.add(stored(group, topic, row));
                        }
                    });
        }
        return found;
    }

    private static boolean isAsked(Filter filter, DeviceGroup group, DiscoveredConfig config) {
        return filter.tenant().equals(group.tenant())
                && (filter.path() == null || filter.path().equals(group.path()))
                && (filter.resource() == null || filter.resource().equals(group.resource()))
                && (filter.apikey() == null || filter.apikey().equals(group.apikey()))
                && (filter.device() == null || filter.device().equals(config.device()));
    }

    private static Stored stored(DeviceGroup group, String topic, Row row) {
        return new Stored(
                group.path(),
                group.resource(),
                group.apikey(),
                topic,
                row.config.device(),
                row.config.bytes(),
                row.received);
    }

    @Override
    public synchronized void naming(
            DeviceGroup group, String topic, BiConsumer<String, String> taker) {
        looks++;
        find(group, config -> config.topics().containsKey(topic), taker);
    }

    @Override
    public synchronized void ofDevice(
            DeviceGroup group, String device, BiConsumer<String, String> taker) {
        of(group).values().stream()
                .filter(row -> row.config.device().equals(device))
                .sorted(Comparator.comparing(Row::received).reversed())
                .forEach(row -> taker.accept(row.config.topic(), row.config.document()));
    }

    private void find(
            DeviceGroup group,
            Predicate<DiscoveredConfig> wanted,
            BiConsumer<String, String> taker) {
        of(group).values().stream()
                .map(Row::config)
                .filter(wanted)
                .forEach(config -> taker.accept(config.topic(), config.document()));
    }

    @Override
    public synchronized void say(
            DeviceGroup group, String topic, String word, Instant received, boolean late) {
        requireThere();
        words.computeIfAbsent(key(group), _ -> new HashMap<>())
                .merge(
                        topic,
                        new Word(word, received),
                        (last, now) -> late && last.said.isAfter(now.said) ? last : now);
    }

    @Override
    public synchronized Map<String, String> said(DeviceGroup group, Collection<String> topics) {
        requireThere();
        var said = new HashMap<String, String>();
        var known = words.getOrDefault(key(group), Map.of());
        topics.stream()
                .filter(known::containsKey)
                .forEach(topic -> said.put(topic, known.get(topic).text));
        return said;
    }
}
