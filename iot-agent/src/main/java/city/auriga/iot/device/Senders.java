package city.auriga.iot.device;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DeviceGroups;
import city.auriga.core.device.DeviceListener;
import city.auriga.core.device.DeviceRegistry;
import city.auriga.core.entity.Tenants;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Finds who sends a measure, by what the measure carries. Answers, "nobody" included, are kept for
 * a while, but not beyond a change that this or another process hears of, or the removal of the
 * tenant. Looking up blocks.
 */
public final class Senders implements DeviceListener {
    private static final Duration BUSY = Duration.ofSeconds(1);
    private final DeviceGroups groups;
    private final DeviceRegistry devices;
    private final Tenants tenants;
    private final Profiles profiles;
    private final Duration known;
    private final Duration unknown;

    /** By resource. */
    private final Cache<Key, Map<String, Known>> answers;

    /** Whether there is somebody with an apikey. */
    private final Cache<String, Boolean> apikeys;

    /** What apikeys change to, as far as somebody was heard with it. */
    private final Map<String, String> next = new ConcurrentHashMap<>();

    /** Counts what was provisioned, so that an answer from before it is not kept. */
    private final AtomicLong provisioned = new AtomicLong();

    /** The same for apikeys, which devices may have, too. */
    private final AtomicLong given = new AtomicLong();

    private final SameApikeys same;

    /**
     * @param known how long an answer is kept
     * @param unknown how long "nobody" is kept
     */
    public Senders(
            DeviceGroups groups,
            DeviceRegistry devices,
            Tenants tenants,
            Profiles profiles,
            Duration known,
            Duration unknown) {
        this.groups = groups;
        this.same = new SameApikeys(groups);
        this.devices = devices;
        this.tenants = tenants;
        this.profiles = profiles;
        this.known = known;
        this.unknown = unknown;
        this.apikeys = Caffeine.newBuilder().maximumSize(20_000).expireAfterWrite(unknown).build();
        this.answers = Caffeine.newBuilder().maximumSize(200_000).expireAfterWrite(known).build();
    }

    /** Groups that devices could not be added to just now. */
    private final Cache<Place, Boolean> busy =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(BUSY).build();

    private record Key(String apikey, String device) {}

    /** What was found, or who is missing. */
    public sealed interface Answer {
        record Found(Sender sender) implements Answer {}

        record NoGroup() implements Answer {}

        /**
         * @param tenant of the group that does not provision devices by itself
         */
        record NoDevice(Tenant tenant) implements Answer {}

        /** What the device or its group declares cannot be had or read: its @context, for one. */
        record Unusable(Tenant tenant, NgsiLdException fault) implements Answer {}
    }

    /**
     * @param since since when there is the tenant of the sender: what is known of one that was
     *     removed is not true of another one of that name; empty if there is no sender, or its
     *     tenant is gone
     * @param until on the clock of {@link System#nanoTime}
     */
    private record Known(Answer answer, Optional<Instant> since, long until) {}

    /**
     * @param resource the one that the transport stands for: decides between groups that share an
     *     apikey
     * @throws city.auriga.core.problem.NgsiLdException {@code SERVICE_UNAVAILABLE}
     */
    public Answer find(String resource, String apikey, String device) {
        var key = new Key(apikey, device);
        var remembered = answers.get(key, k -> new ConcurrentHashMap<>(2));
        var last = remembered.get(resource);
        if (last != null
                && last.until - System.nanoTime() > 0
                && last.since.equals(since(last.answer))) {
            return last.answer;
        }
        long before = provisioned.get();
        // Not through the cache's own loader: while it asks the database it would lock a bin.
        var found = lookUp(resource, key);
        // Into the map from before: one that was forgotten meanwhile is nobody's any more.
        if (before == provisioned.get()) {
            var lasts = found instanceof Answer.Found ? known : unknown;
            remembered.put(
                    resource, new Known(found, since(found), System.nanoTime() + lasts.toNanos()));
        }
        return found;
    }

    /** What {@link #find} would answer, without a device being added or adopted for it. */
    public Answer preview(String resource, String apikey, String device) {
        var key = new Key(apikey, device);
        if (isUnprintable(apikey) || isUnprintable(device)) {
            return new Answer.NoGroup();
        }
        var group = group(resource, key);
        if (group.isEmpty()) {
            return ownKey(key);
        }
        var found = group.get().group;
        var current = new Key(found.apikey(), device);
        return devices.find(new Address(found.tenant(), found.path(), found.apikey(), device))
                .or(() -> unprovisioned(found, current))
                .<Answer>map(known -> found(known, found, group.get().shared))
                .orElseGet(() -> new Answer.NoDevice(found.tenant()));
    }

    /**
     * Whether a group has this apikey, or changes to it, or a device has one of its own.
     *
     * @throws city.auriga.core.problem.NgsiLdException {@code SERVICE_UNAVAILABLE}
     */
    public boolean isKnown(String apikey) {
        if (isUnprintable(apikey)) {
            return false;
        }
        var remembered = apikeys.getIfPresent(apikey);
        if (remembered != null) {
            return remembered;
        }
        long before = given.get();
        boolean known = !groups.withApikey(apikey).isEmpty() || devices.hasApikey(apikey);
        if (before == given.get()) {
            apikeys.put(apikey, known);
        }
        return known;
    }

    /** How many devices, known or not, are remembered. */
    public long remembered() {
        return answers.estimatedSize();
    }

    private Optional<Instant> since(Answer answer) {
        return answer instanceof Answer.Found(Sender sender)
                ? tenants.since(sender.profile().tenant())
                : Optional.empty();
    }

    /** Forgets all answers: any of them may be about what has changed. */
    @Override
    public void groupsChanged() {
        // What is gone is not found any more, even if the database cannot be asked now.
        forget();
        try {
            same.load();
        } finally {
            // Whoever was found meanwhile may have an apikey whose order was not known yet.
            forget();
        }
    }

    private void forget() {
        provisioned.incrementAndGet();
        given.incrementAndGet();
        answers.invalidateAll();
        apikeys.invalidateAll();
        next.clear();
    }

    /** What readings of the same devices have in common, whichever of their apikeys they have. */
    public String ordering(String apikey) {
        return same.first(apikey);
    }

    @Override
    public void reload() {
        groupsChanged();
    }

    /** One that has no apikey yet may be heard with any. */
    @Override
    public void deviceChanged(String apikey, String id) {
        given.incrementAndGet();
        apikeys.invalidate(apikey);
        if (apikey.isEmpty()) {
            answers.asMap().keySet().removeIf(key -> key.device.equals(id));
        } else {
            answers.invalidate(new Key(apikey, id));
            var other = next.get(apikey);
            if (other != null) {
                answers.invalidate(new Key(other, id));
            }
        }
    }

    private Answer lookUp(String resource, Key key) {
        if (isUnprintable(key.apikey) || isUnprintable(key.device)) {
            return new Answer.NoGroup();
        }
        return lookUpOnce(resource, key)
                .or(() -> lookUpOnce(resource, key))
                .orElseGet(Answer.NoGroup::new);
    }

    /** Empty if the apikey has become another tenant's, or another one, meanwhile. */
    private Optional<Answer> lookUpOnce(String resource, Key key) {
        try {
            return Optional.of(answer(resource, key));
        } catch (NgsiLdException e) {
            if (e.problem() != Problem.ALREADY_EXISTS) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private Answer answer(String resource, Key key) {
        var group = group(resource, key);
        if (group.isEmpty()) {
            return ownKey(key);
        }
        var found = group.get().group;
        return device(found, current(found, key))
                .<Answer>map(device -> found(device, found, group.get().shared))
                .orElseGet(() -> nobody(resource, key, group.get()));
    }

    /** Whichever apikey a device sends with, it is known by the one that its group has still. */
    private Key current(DeviceGroup group, Key key) {
        if (group.apikey().equals(key.apikey)) {
            return key;
        }
        next.put(group.apikey(), key.apikey);
        return new Key(group.apikey(), key.device);
    }

    /** If the group has not got another apikey between the two looks, and the device with it. */
    private Answer nobody(String resource, Key key, Choice choice) {
        if (!group(resource, key).equals(Optional.of(choice))) {
            throw new NgsiLdException(Problem.ALREADY_EXISTS, "the group has changed meanwhile");
        }
        return new Answer.NoDevice(choice.group.tenant());
    }

    /**
     * A group that was chosen by a resource.
     *
     * @param shared whether the same devices may be heard in another one
     */
    private record Choice(DeviceGroup group, boolean shared) {
        static Choice of(DeviceGroup group, List<DeviceGroup> candidates) {
            return new Choice(
                    group,
                    candidates.stream()
                            .anyMatch(other ->
                                    !other.resource().equals(group.resource())
                                            && other.tenant().equals(group.tenant())
                                            && other.path().equals(group.path())));
        }
    }

    private Optional<Choice> group(String resource, Key key) {
        var candidates = groups.withApikey(key.apikey);
        return candidates.stream()
                .filter(g -> g.resource().equals(resource))
                .findFirst()
                .or(() -> candidates.stream().filter(g -> g.resource().isEmpty()).findFirst())
                .or(() ->
                        candidates.size() == 1
                                ? Optional.of(candidates.getFirst())
                                : Optional.empty())
                .map(group -> Choice.of(group, candidates));
    }

    /** A device may have an apikey of its own, without a group. */
    private Answer ownKey(Key key) {
        var holders = devices.withApikey(key.apikey, key.device);
        return holders.size() == 1 ? found(holders.getFirst(), null, false) : new Answer.NoGroup();
    }

    private Optional<Device> device(DeviceGroup group, Key key) {
        var known = devices.find(group.tenant(), group.path(), key.apikey, key.device);
        return known.or(() -> adopted(group, key)).or(() -> provisioned(group, key));
    }

    /** A device that was provisioned without an apikey takes the first that it is heard with. */
    private Optional<Device> adopted(DeviceGroup group, Key key) {
        var unkeyed = devices.find(group.tenant(), group.path(), "", key.device);
        while (unkeyed.isPresent()) {
            var device = unkeyed.get();
            if (unlessBusy(group, () -> devices.adopt(device, key.apikey))) {
                return Optional.of(device.withApikey(key.apikey));
            }
            // Somebody has changed or adopted it meanwhile.
            unkeyed = devices.find(group.tenant(), group.path(), "", key.device);
        }
        return devices.find(group.tenant(), group.path(), key.apikey, key.device);
    }

    private Optional<Device> provisioned(DeviceGroup group, Key key) {
        return unprovisioned(group, key)
                .map(device -> unlessBusy(group, () -> devices.addIfAbsent(device)));
    }

    /** Where one has to wait for who provisions, others would, and readings behind each of them. */
    private <T> T unlessBusy(DeviceGroup group, Supplier<T> adding) {
        var place = new Place(group.tenant(), group.path() + "\n" + group.apikey());
        if (busy.getIfPresent(place) != null) {
            throw new NgsiLdException(
                    Problem.SERVICE_UNAVAILABLE, "devices of the group are being added; try again");
        }
        try {
            return adding.get();
        } catch (NgsiLdException e) {
            if (e.problem() == Problem.SERVICE_UNAVAILABLE) {
                busy.put(place, true);
            }
            throw e;
        }
    }

    /** A device that may provision itself. */
    private static Optional<Device> unprovisioned(DeviceGroup group, Key key) {
        if (!new Declarations(group.document()).flag("autoprovision").orElse(true)) {
            return Optional.empty();
        }
        return Optional.of(
                new Device(
                        group.tenant(),
                        group.path(),
                        key.apikey,
                        key.device,
                        JsonNodeFactory.instance.objectNode()));
    }

    private Answer found(Device device, @Nullable DeviceGroup group, boolean shared) {
        try {
            return new Answer.Found(profiles.sender(device, device.apikey(), group, shared));
        } catch (NgsiLdException e) {
            if (e.problem() == Problem.SERVICE_UNAVAILABLE) {
                throw e;
            }
            return new Answer.Unusable(device.tenant(), e);
        } catch (ProvisioningException stored) {
            // Taken by a version that did not look at the member.
            return new Answer.Unusable(
                    device.tenant(), NgsiLdException.badData("$", stored.getMessage()));
        }
    }

    /** Whether it is the apikey or the id of no device that there may be. */
    public static boolean isUnprintable(String text) {
        return text.isEmpty()
                || text.length() > 256
                || text.chars().anyMatch(Character::isISOControl);
    }
}
