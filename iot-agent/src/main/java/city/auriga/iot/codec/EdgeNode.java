package city.auriga.iot.codec;

import city.auriga.iot.codec.SparkplugPayload.Metric;
import city.auriga.iot.payload.PayloadException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a Sparkplug edge node. A birth tells the names, datatypes and units of metrics;
 * what follows may tell only aliases of names. Never modified: what happens makes another one.
 *
 * @param birthSequence of the last birth; null if it told none
 * @param sequence of the last message; null if none told one
 * @param births of the node itself, under the empty name, and of its devices
 * @param certain false if something was missed: then the node has to give birth again
 * @param asked when it was last asked to; null if never
 */
record EdgeNode(
        @Nullable Long birthSequence,
        @Nullable Integer sequence,
        Map<String, Birth> births,
        boolean certain,
        @Nullable Instant asked) {
    static final String ITSELF = "";

    private static final int MAX_METRICS = 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    EdgeNode {
        births = Map.copyOf(births);
    }

    static EdgeNode unknown() {
        return new EdgeNode(null, null, Map.of(), false, null);
    }

    /**
     * @param datatype 0 if the birth did not tell
     */
    record Definition(String name, int datatype, @Nullable String unit) {}

    /** What was born with which metrics. */
    record Birth(Map<String, Definition> names, Map<Long, Definition> aliases) {
        Birth {
            names = Map.copyOf(names);
            aliases = Map.copyOf(aliases);
        }

        static Birth of(SparkplugPayload payload) {
            var names = new HashMap<String, Definition>();
            var aliases = new HashMap<Long, Definition>();
            for (var metric : payload.metrics()) {
                if (metric.name() != null) {
                    var definition =
                            new Definition(metric.name(), metric.datatype(), metric.unit());
                    names.put(metric.name(), definition);
                    if (metric.alias() != null) {
                        aliases.put(metric.alias(), definition);
                    }
                }
            }
            return new Birth(names, aliases);
        }
    }

    /** The node has told all about itself. Its devices have to be born again. */
    EdgeNode born(SparkplugPayload payload) {
        return new EdgeNode(
                payload.birthSequence().orElse(null),
                payload.sequence(),
                bounded(Map.of(ITSELF, Birth.of(payload))),
                true,
                asked);
    }

    EdgeNode born(String device, SparkplugPayload payload) {
        var more = new HashMap<>(births);
        more.put(device, Birth.of(payload));
        return with(bounded(more));
    }

    EdgeNode without(String device) {
        var fewer = new HashMap<>(births);
        fewer.remove(device);
        return with(fewer);
    }

    private EdgeNode with(Map<String, Birth> others) {
        return new EdgeNode(birthSequence, sequence, others, certain, asked);
    }

    private static Map<String, Birth> bounded(Map<String, Birth> births) {
        if (weight(births) > MAX_METRICS) {
            throw new PayloadException("the edge node has more than " + MAX_METRICS + " metrics");
        }
        return births;
    }

    /**
     * After the next message of the node: each has the next number, and the same one if repeated.
     */
    EdgeNode after(SparkplugPayload payload) {
        var next = payload.sequence();
        boolean follows =
                next == null
                        || sequence == null
                        || next.equals(sequence)
                        || next == (sequence + 1) % 256;
        return new EdgeNode(
                birthSequence, next == null ? sequence : next, births, certain && follows, asked);
    }

    EdgeNode uncertain() {
        return new EdgeNode(birthSequence, sequence, births, false, asked);
    }

    /** Whether a death is the one of the last birth, not the late one of an earlier session. */
    boolean endsWith(SparkplugPayload death) {
        var ended = death.birthSequence();
        return birthSequence == null || ended.isEmpty() || ended.get().equals(birthSequence);
    }

    boolean knows(String device) {
        return births.containsKey(device);
    }

    /** Whether the node should be asked for a birth now; not more than once in a while. */
    boolean shouldBeAsked(Instant now) {
        return !certain
                && (asked == null || now.isBefore(asked) || !now.isBefore(asked.plus(PATIENCE)));
    }

    EdgeNode askedAt(Instant now) {
        return new EdgeNode(birthSequence, sequence, births, certain, now);
    }

    /** What a metric is, by its birth or by its own word. */
    Optional<Definition> definition(String device, Metric metric) {
        var birth = births.get(device);
        var known =
                birth == null
                        ? null
                        : metric.name() != null
                                ? birth.names().get(metric.name())
                                : byAlias(birth, metric.alias());
        if (known != null) {
            return Optional.of(
                    metric.datatype() == 0
                            ? known
                            : new Definition(known.name(), metric.datatype(), known.unit()));
        }
        return Optional.ofNullable(metric.name())
                .map(name -> new Definition(name, metric.datatype(), metric.unit()));
    }

    private static @Nullable Definition byAlias(Birth birth, @Nullable Long alias) {
        return alias == null ? null : birth.aliases().get(alias);
    }

    /** The metric of a device that an Attribute or a command of this name stands for. */
    Optional<Definition> named(String device, String name) {
        var birth = births.get(device);
        if (birth == null) {
            return Optional.empty();
        }
        var exact = Optional.ofNullable(birth.names().get(name));
        return exact.isPresent()
                ? exact
                : birth.names().values().stream()
                        .filter(metric -> AttributeNames.of(metric.name()).equals(name))
                        .findFirst();
    }

    int weight() {
        return weight(births);
    }

    private static int weight(Map<String, Birth> births) {
        return births.values().stream().mapToInt(birth -> 1 + birth.names().size()).sum() + 1;
    }
}
