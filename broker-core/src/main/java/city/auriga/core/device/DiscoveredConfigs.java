package city.auriga.core.device;

import city.auriga.core.model.Tenant;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Port: stores what the devices of a group tell of themselves, as long as there is the group. Every
 * method may throw {@link city.auriga.core.problem.NgsiLdException} with problem {@code
 * SERVICE_UNAVAILABLE}.
 */
public interface DiscoveredConfigs {
    /** What became of a config. */
    enum Result {
        STORED,
        /** It is stored already. */
        KNOWN,
        /** A newer one is stored. */
        OUTDATED,
        NO_GROUP,
        /** Too many components, devices or configs would name one topic. */
        TOPIC_FULL,
        GROUP_FULL,
        TENANT_FULL
    }

    /**
     * How much is stored at most, about: several processes may store at the same time.
     *
     * @param topic components whose states are told on one topic, and devices that count on it
     * @param group bytes of the configs of one group, as {@link DiscoveredConfig#bytes} has them
     * @param tenant bytes of the configs of one tenant
     */
    record Limits(int topic, long group, long tenant) {
        /** How many configs name one topic: a device may have several. */
        public int configs() {
            return (int) Math.min(10L * topic, Integer.MAX_VALUE);
        }
    }

    /**
     * Stores a config in the place of the last one of its topic, and tells all processes.
     *
     * @param received when it came
     * @param late whether it comes once more, so that one that came later stays
     * @throws city.auriga.core.problem.NgsiLdException NonexistentTenant if the tenant is gone
     */
    Result put(
            DeviceGroup group,
            DiscoveredConfig config,
            Instant received,
            boolean late,
            Limits limits);

    /**
     * Forgets the config of a topic, unless one came later; whether there was one.
     *
     * @param received when it was said that it is to be forgotten
     */
    boolean remove(DeviceGroup group, String topic, Instant received, boolean late);

    /** Gives topic and document of each config that names a topic, in the order of their topics. */
    void naming(DeviceGroup group, String topic, BiConsumer<String, String> taker);

    /** Gives topic and document of each config of a device; first what was told last. */
    void ofDevice(DeviceGroup group, String device, BiConsumer<String, String> taker);

    /**
     * Remembers the last word on a topic as long as a config names it.
     *
     * @param late whether it comes once more, so that a later word stays
     */
    void say(DeviceGroup group, String topic, String word, Instant received, boolean late);

    /** The last words on topics, where there are such. */
    Map<String, String> said(DeviceGroup group, Collection<String> topics);

    /** Which configs are wanted; null for all. */
    record Filter(
            Tenant tenant,
            @Nullable String path,
            @Nullable String resource,
            @Nullable String apikey,
            @Nullable String device) {}

    /**
     * A config that is stored.
     *
     * @param topic where it was told
     * @param bytes as {@link DiscoveredConfig#bytes} has them
     * @param received when it was told last, about
     */
    record Stored(
            String path,
            String resource,
            String apikey,
            String topic,
            String device,
            long bytes,
            Instant received) {}

    long count(Filter filter);

    /** A page of them, by group and topic. */
    List<Stored> list(Filter filter, int limit, int offset);
}
