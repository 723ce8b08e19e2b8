package city.auriga.iot.mqtt;

import city.auriga.iot.codec.Incoming;
import city.auriga.iot.device.GroupTopics;
import city.auriga.iot.payload.Topic;
import city.auriga.iot.reading.ArrivalTimes;
import city.auriga.iot.reading.Reading;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which messages are readings: those on the agent's own topics, and on topics of groups. */
public final class MqttTopics {
    private final GroupTopics groups;
    private final InstantSource clock;
    private final ArrivalTimes arrivals;

    public MqttTopics(GroupTopics groups, InstantSource clock) {
        this.groups = groups;
        this.clock = clock;
        this.arrivals = new ArrivalTimes(clock);
    }

    /**
     * The reading that a message is; empty if it is none.
     *
     * @param correlation what the message repeats of one that it answers; null if there is nothing
     * @param received when it first arrived
     */
    Optional<Reading> reading(
            String topic, byte[] payload, byte @Nullable [] correlation, Instant received) {
        return Topic.parse(topic)
                .map(own -> Reading.of(own, topic, payload, received, correlation))
                .or(() ->
                        groups.find(topic)
                                .map(route ->
                                        Reading.of(
                                                route.value(),
                                                new Incoming(
                                                        topic,
                                                        route.captures(),
                                                        payload,
                                                        received))));
    }

    InstantSource clock() {
        return clock;
    }

    /** When a message arrives that does so now. */
    Instant now() {
        return arrivals.next();
    }

    /** Whose readings a topic has; empty if it has none. */
    Optional<String> apikey(String topic) {
        return Topic.parse(topic)
                .map(Topic::apikey)
                .or(() -> groups.find(topic).map(route -> route.value().group().apikey()));
    }

    /** What to subscribe to at a broker to get all of them, in this order. */
    Set<String> filters() {
        var filters = new LinkedHashSet<>(Topic.filters());
        filters.addAll(groups.filters().all());
        return filters;
    }

    /**
     * The same for one of several processes that share what not all of them have to hear.
     *
     * @param shareGroup empty if nothing is shared
     */
    Set<String> filters(String shareGroup) {
        var filters = filters();
        if (shareGroup.isEmpty()) {
            return filters;
        }
        var unshared = groups.filters().unshared();
        return filters.stream()
                .map(filter ->
                        unshared.contains(filter) ? filter : "$share/" + shareGroup + "/" + filter)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Is told when the filters have changed. */
    void watch(Runnable watcher) {
        groups.watch(watcher);
    }
}
