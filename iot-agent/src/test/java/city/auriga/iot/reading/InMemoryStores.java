package city.auriga.iot.reading;

import city.auriga.core.device.DeadLetter;
import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.device.DeadLetters;
import city.auriga.core.device.DeclaredCommand;
import city.auriga.core.device.DeclaredList;
import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceActivities;
import city.auriga.core.device.DeviceActivity;
import city.auriga.core.device.DeviceApikeys;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DeviceGroups;
import city.auriga.core.device.DeviceHome;
import city.auriga.core.device.DeviceHomes;
import city.auriga.core.device.DeviceInventory;
import city.auriga.core.device.DeviceKey;
import city.auriga.core.device.DeviceQuery;
import city.auriga.core.device.DeviceRegistry;
import city.auriga.core.entity.Tenants;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The ports of the agent in memory. */
public final class InMemoryStores {
    public final Registry devices = new Registry();
    public final Groups groups = new Groups();
    public final Letterbox letters = new Letterbox();
    public final Created tenants = new Created();
    public final Activities activities = new Activities();
    public final Homes homes = new Homes();
    public final Everything everything = new Everything();
    public final InMemoryConfigs configs = new InMemoryConfigs(groups.all);
    public final Apikeys apikeys = new Apikeys();

    /** With which apikeys devices were heard. */
    public final class Apikeys implements DeviceApikeys {
        private final Map<DeviceKey, String> heard = new HashMap<>();
        private final Map<DeviceKey, Instant> times = new HashMap<>();

        @Override
        public synchronized boolean put(Address address, String apikey, Instant at) {
            var device =
                    devices.find(
                            address.tenant(), address.path(), address.apikey(), address.device());
            if (device.isEmpty()
                    || at.isBefore(times.getOrDefault(device.get().key(), Instant.MIN))) {
                return false;
            }
            heard.put(device.get().key(), apikey);
            times.put(device.get().key(), at);
            return true;
        }

        @Override
        public synchronized Map<DeviceKey, String> find(Collection<DeviceKey> devices) {
            var found = new HashMap<>(heard);
            found.keySet().retainAll(devices);
            return found;
        }
    }

    /** Where readings went. */
    public final class Homes implements DeviceHomes {
        public final Map<DeviceKey, DeviceHome> all = new ConcurrentHashMap<>();
        private final Map<DeviceKey, Instant> times = new HashMap<>();

        @Override
        public boolean put(Address address, DeviceHome home, @Nullable Instant heard) {
            return devices.find(address).filter(d -> put(d.key(), home, heard)).isPresent();
        }

        private synchronized boolean put(
                DeviceKey device, DeviceHome home, @Nullable Instant heard) {
            var last = times.getOrDefault(device, Instant.MIN);
            boolean isNews = heard == null || !heard.isBefore(last);
            if (isNews) {
                all.put(device, home);
                times.put(device, heard == null ? last : heard);
            }
            return isNews;
        }

        @Override
        public Optional<DeviceHome> find(DeviceKey device) {
            return Optional.ofNullable(all.get(device));
        }

        @Override
        public List<Device> devicesAt(Tenant tenant, String entity) {
            return devices.select(device ->
                    device.tenant().equals(tenant)
                            && find(device.key())
                                    .filter(home -> home.entity().equals(entity))
                                    .isPresent());
        }
    }

    /** What was heard of devices. */
    public static final class Activities implements DeviceActivities {
        public final Map<DeviceKey, DeviceActivity> all = new ConcurrentHashMap<>();

        @Override
        public List<DeviceActivity> add(List<DeviceActivity> news) {
            news.forEach(one -> all.merge(one.device(), one, DeviceActivity::and));
            return List.of();
        }

        @Override
        public void forgetMeasure(DeviceKey device) {
            all.computeIfPresent(
                    device,
                    (_, a) ->
                            new DeviceActivity(
                                    device,
                                    a.lastSeen(),
                                    null,
                                    a.measures(),
                                    a.faults(),
                                    null,
                                    a.expectedBy()));
        }

        @Override
        public Map<DeviceKey, DeviceActivity> find(Collection<DeviceKey> devices) {
            var found = new HashMap<>(all);
            found.keySet().retainAll(devices);
            return found;
        }
    }

    /** Groups and devices together. */
    public final class Everything implements DeviceInventory {
        @Override
        public List<DeviceGroup> groups(@Nullable Tenant tenant) {
            return groups.all.stream()
                    .filter(g -> tenant == null || g.tenant().equals(tenant))
                    .toList();
        }

        @Override
        public void devices(@Nullable Tenant tenant, Consumer<Device> taker) {
            devices.select(d -> tenant == null || d.tenant().equals(tenant)).forEach(taker);
        }

        @Override
        public void put(Collection<Tenant> tenants, Consumer<Taker> content) {
            var newGroups = new ArrayList<DeviceGroup>();
            var newDevices = new ArrayList<Device>();
            content.accept(
                    new Taker() {
                        @Override
                        public void group(DeviceGroup group) {
                            groups.find(group.resource(), group.apikey())
                                    .filter(g -> !g.tenant().equals(group.tenant()))
                                    .ifPresent(g -> {
                                        throw new NgsiLdException(
                                                Problem.ALREADY_EXISTS, "of another");
                                    });
                            newGroups.add(group);
                        }

                        @Override
                        public void device(Device device) {
                            newDevices.add(device);
                        }
                    });
            newGroups.forEach(group -> {
                if (!groups.replace(group, group)) {
                    groups.add(List.of(group));
                }
            });
            newDevices.forEach(device -> {
                devices.all.removeIf(d -> d.key().equals(device.key()));
                devices.all.add(device);
            });
        }
    }

    /** Tenants that something was created in. */
    public static final class Created implements Tenants {
        public final Map<Tenant, Instant> all = new ConcurrentHashMap<>();

        @Override
        public Optional<Instant> since(Tenant tenant) {
            return Optional.ofNullable(all.get(tenant));
        }

        @Override
        public <T> T creating(Tenant tenant, Supplier<T> content) {
            all.computeIfAbsent(tenant, _ -> Instant.now());
            return content.get();
        }
    }

    private static Stream<DeclaredCommand> declared(Tenant tenant, ObjectNode document) {
        return document.path("commands")
                .valueStream()
                .map(c ->
                        new DeclaredCommand(
                                tenant,
                                c.path("name").asString(),
                                document.path("jsonldContext").asString(null)));
    }

    public final class Registry implements DeviceRegistry {
        public final List<Device> all = new ArrayList<>();

        /** Whether another tenant has its apikey, though its group was found. */
        public Predicate<Device> isAnothers = _ -> false;

        private int refused;
        private volatile CountDownLatch there = new CountDownLatch(0);

        /** As if storage were slow, until {@link #letGo}. */
        public void holdUp() {
            there = new CountDownLatch(1);
        }

        public void letGo() {
            there.countDown();
        }

        /** As if storage were away for so many who look for a device. */
        public synchronized void refuse(int times) {
            refused = times;
        }

        private void requireThere() {
            try {
                there.await();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
            synchronized (this) {
                if (refused > 0) {
                    refused--;
                    throw new NgsiLdException(Problem.SERVICE_UNAVAILABLE, "away");
                }
            }
        }

        @Override
        public synchronized List<Device> add(List<Device> given) {
            var added = given.stream().map(this::current).toList();
            for (var device : added) {
                if (find(device.tenant(), device.path(), device.apikey(), device.id())
                        .isPresent()) {
                    throw new NgsiLdException(Problem.ALREADY_EXISTS, device.id());
                }
            }
            all.addAll(added);
            return added;
        }

        private Device current(Device device) {
            return groups.all.stream()
                    .filter(g -> g.nextApikey().equals(Optional.of(device.apikey())))
                    .map(g -> device.withApikey(g.apikey()))
                    .findFirst()
                    .orElse(device);
        }

        @Override
        public synchronized Device addIfAbsent(Device device) {
            if (isAnothers.test(device)) {
                throw new NgsiLdException(Problem.ALREADY_EXISTS, "apikey");
            }
            return find(device.tenant(), device.path(), device.apikey(), device.id())
                    .orElseGet(() -> {
                        all.add(device);
                        return device;
                    });
        }

        @Override
        public Optional<Device> find(Tenant tenant, String path, String apikey, String id) {
            requireThere();
            return select(d ->
                            d.tenant().equals(tenant)
                                    && d.path().equals(path)
                                    && d.apikey().equals(apikey)
                                    && d.id().equals(id))
                    .stream()
                    .findFirst();
        }

        @Override
        public Optional<Device> find(Address address) {
            return find(address.tenant(), address.path(), address.apikey(), address.device())
                    .or(() -> find(address.tenant(), address.path(), "", address.device()));
        }

        @Override
        public List<Device> withId(Tenant tenant, String path, String id) {
            return select(
                    d -> d.tenant().equals(tenant) && d.path().equals(path) && d.id().equals(id));
        }

        @Override
        public List<Device> withApikey(String apikey, String id) {
            requireThere();
            return select(d -> d.apikey().equals(apikey) && d.id().equals(id));
        }

        @Override
        public boolean hasApikey(String apikey) {
            return !select(d -> d.apikey().equals(apikey)).isEmpty();
        }

        @Override
        public List<Device> declaring(DeclaredList list) {
            return select(d -> list.isIn(d.document()) || d.document().has("entity_type"));
        }

        /** The filters that need no knowledge of groups. */
        @Override
        public List<Device> list(DeviceQuery query, int limit, int offset) {
            return select(d ->
                            d.tenant().equals(query.tenant())
                                    && d.path().equals(query.path())
                                    && (query.apikey() == null || d.apikey().equals(query.apikey()))
                                    && (query.found() == null
                                            || d.id().contains(query.found().text()))
                                    && query.members().entrySet().stream()
                                            .allMatch(m ->
                                                    d.document()
                                                            .path(m.getKey())
                                                            .asString("")
                                                            .equals(m.getValue())))
                    .stream()
                    .skip(offset)
                    .limit(limit)
                    .toList();
        }

        /** One by one, as if each were a part. */
        @Override
        public void list(DeviceQuery query, int limit, int offset, Consumer<List<Device>> taker) {
            list(query, limit, offset)
                    .forEach(device -> {
                        requireThere();
                        taker.accept(List.of(device));
                    });
        }

        @Override
        public long count(DeviceQuery query) {
            return list(query, Integer.MAX_VALUE, 0).size();
        }

        @Override
        public synchronized Optional<Device> replace(Device old, Device given) {
            var device = current(given);
            if (!old.key().equals(device.key())
                    && find(device.tenant(), device.path(), device.apikey(), device.id())
                            .isPresent()) {
                throw new NgsiLdException(Problem.ALREADY_EXISTS, device.id());
            }
            int index = all.indexOf(old);
            if (index < 0) {
                return Optional.empty();
            }
            all.set(index, device);
            return Optional.of(device);
        }

        @Override
        public boolean adopt(Device unkeyed, String apikey) {
            return replace(unkeyed, unkeyed.withApikey(apikey)).isPresent();
        }

        @Override
        public synchronized boolean remove(Device device) {
            return all.remove(device);
        }

        @Override
        public List<Device> namedOrCalled(
                Tenant tenant, Collection<String> names, Collection<String> ids) {
            return select(d ->
                    d.tenant().equals(tenant)
                            && (ids.contains(d.id())
                                    || names.contains(
                                            d.document().path("entity_name").asString(""))));
        }

        @Override
        public List<DeclaredCommand> commands() {
            return select(_ -> true).stream()
                    .filter(d -> d.document().has("commands"))
                    .flatMap(d -> declared(d.tenant(), d.document()))
                    .toList();
        }

        private synchronized List<Device> select(Predicate<Device> predicate) {
            return all.stream().filter(predicate).toList();
        }
    }

    public final class Groups implements DeviceGroups {
        public final List<DeviceGroup> all = new CopyOnWriteArrayList<>();

        /** What happens right after somebody has looked for the groups of an apikey. */
        public volatile Runnable looked = () -> {};

        @Override
        public List<Tenant> sharingApikeys() {
            return List.of();
        }

        @Override
        public boolean isAnothers(Tenant tenant, String apikey) {
            return Stream.concat(
                            all.stream()
                                    .filter(g ->
                                            g.apikey().equals(apikey)
                                                    || g.nextApikey().equals(Optional.of(apikey)))
                                    .map(DeviceGroup::tenant),
                            devices.all.stream()
                                    .filter(d -> d.apikey().equals(apikey))
                                    .map(Device::tenant))
                    .anyMatch(owner -> !owner.equals(tenant));
        }

        @Override
        public synchronized void add(List<DeviceGroup> added) {
            for (var group : added) {
                if (find(group.resource(), group.apikey()).isPresent()) {
                    throw new NgsiLdException(Problem.ALREADY_EXISTS, group.resource());
                }
            }
            all.addAll(added);
        }

        @Override
        public Optional<DeviceGroup> find(String resource, String apikey) {
            return withApikey(apikey).stream()
                    .filter(g -> g.apikey().equals(apikey) && g.resource().equals(resource))
                    .findFirst();
        }

        @Override
        public List<DeviceGroup> withApikey(String apikey) {
            var found =
                    all.stream()
                            .filter(g ->
                                    g.apikey().equals(apikey)
                                            || g.nextApikey().equals(Optional.of(apikey)))
                            .toList();
            looked.run();
            return found;
        }

        @Override
        public Map<String, String> nextApikeys() {
            var found = new HashMap<String, String>();
            all.forEach(g -> g.nextApikey().ifPresent(next -> found.put(next, g.apikey())));
            return found;
        }

        @Override
        public List<DeviceGroup> list(Tenant tenant, String path) {
            return listAll(tenant).stream().filter(g -> g.path().equals(path)).toList();
        }

        @Override
        public List<DeviceGroup> listAll(Tenant tenant) {
            return all.stream().filter(g -> g.tenant().equals(tenant)).toList();
        }

        @Override
        public Set<String> resources() {
            return all.stream().map(DeviceGroup::resource).collect(Collectors.toSet());
        }

        @Override
        public List<DeviceGroup> withTopics() {
            return all.stream()
                    .filter(g -> g.document().has("template") || g.document().has("topics"))
                    .toList();
        }

        @Override
        public List<DeviceGroup> declaring(DeclaredList list) {
            return all.stream().filter(g -> list.isIn(g.document())).toList();
        }

        @Override
        public List<DeclaredCommand> commands() {
            return all.stream().flatMap(g -> declared(g.tenant(), g.document())).toList();
        }

        @Override
        public synchronized boolean replace(DeviceGroup old, DeviceGroup group) {
            boolean found =
                    all.removeIf(g ->
                            g.resource().equals(old.resource()) && g.apikey().equals(old.apikey()));
            if (found && !old.apikey().equals(group.apikey())) {
                devices.all.replaceAll(d ->
                        d.tenant().equals(old.tenant())
                                        && d.path().equals(old.path())
                                        && d.apikey().equals(old.apikey())
                                ? d.withApikey(group.apikey())
                                : d);
            }
            return found && all.add(group);
        }

        @Override
        public boolean remove(DeviceGroup group, boolean withDevices) {
            if (withDevices) {
                devices.all.removeIf(d ->
                        d.tenant().equals(group.tenant())
                                && d.path().equals(group.path())
                                && d.apikey().equals(group.apikey()));
            }
            configs.forget(group);
            return all.remove(group);
        }
    }

    public static final class Letterbox implements DeadLetters {
        public final List<DeadLetter> all = new CopyOnWriteArrayList<>();
        public volatile boolean unavailable;

        /** Which letters nothing can be done with. */
        public volatile Predicate<DeadLetter> fault = _ -> false;

        private final IdentityHashMap<DeadLetter, Long> ids = new IdentityHashMap<>();

        @Override
        public void add(List<DeadLetter> letters) {
            if (unavailable) {
                throw new NgsiLdException(Problem.SERVICE_UNAVAILABLE, "away");
            }
            if (letters.stream().anyMatch(fault)) {
                throw new IllegalStateException("as if");
            }
            letters.forEach(this::id);
            all.addAll(letters);
        }

        @Override
        public List<DeadLetter.Stored> list(
                Tenant tenant, @Nullable Reason reason, int limit, int offset) {
            return after(tenant, reason, 0, Integer.MAX_VALUE).reversed().stream()
                    .skip(offset)
                    .limit(limit)
                    .toList();
        }

        @Override
        public List<DeadLetter.Stored> after(
                Tenant tenant, @Nullable Reason reason, long id, int limit) {
            return all.stream()
                    .filter(l -> l.tenant().equals(tenant))
                    .filter(l -> reason == null || l.reason() == reason)
                    .map(l -> new DeadLetter.Stored(id(l), l.lastSeen(), l))
                    .filter(s -> s.id() > id)
                    .limit(limit)
                    .toList();
        }

        @Override
        public List<DeadLetter.Stored> from(
                Tenant tenant, Reason reason, String source, long id, int limit) {
            return after(tenant, reason, id, Integer.MAX_VALUE).stream()
                    .filter(stored -> stored.letter().source().equals(source))
                    .limit(limit)
                    .toList();
        }

        private synchronized long id(DeadLetter letter) {
            return ids.computeIfAbsent(letter, _ -> ids.size() + 1L);
        }

        @Override
        public Optional<DeadLetter.Stored> find(Tenant tenant, long id) {
            return after(tenant, null, 0, Integer.MAX_VALUE).stream()
                    .filter(s -> s.id() == id)
                    .findFirst();
        }

        @Override
        public long count(Tenant tenant, @Nullable Reason reason) {
            return after(tenant, reason, 0, Integer.MAX_VALUE).size();
        }

        @Override
        public boolean remove(Tenant tenant, long id) {
            return find(tenant, id).map(s -> all.remove(s.letter())).orElse(false);
        }

        @Override
        public synchronized boolean remove(Tenant tenant, DeadLetter.Stored read) {
            return find(tenant, read.id())
                            .filter(s -> s.letter().count() == read.letter().count())
                            .filter(s -> s.letter().lastSeen().equals(read.letter().lastSeen()))
                            .isPresent()
                    && remove(tenant, read.id());
        }

        /** As if an equal letter had been added. */
        public synchronized void comeAgain(long id, Instant seen) {
            all.replaceAll(letter -> {
                if (id(letter) != id) {
                    return letter;
                }
                var again =
                        new DeadLetter(
                                letter.tenant(),
                                letter.reason(),
                                letter.source(),
                                letter.detail(),
                                letter.payload(),
                                letter.origin(),
                                letter.count() + 1,
                                seen);
                ids.put(again, id);
                return again;
            });
        }

        @Override
        public void removeAll(Tenant tenant, @Nullable Reason reason) {
            all.removeIf(
                    l -> l.tenant().equals(tenant) && (reason == null || l.reason() == reason));
        }

        @Override
        public boolean forget(Instant before) {
            all.stream()
                    .filter(letter -> letter.lastSeen().isBefore(before))
                    .findFirst()
                    .ifPresent(all::remove);
            return all.stream().anyMatch(letter -> letter.lastSeen().isBefore(before));
        }

        @Override
        public void keep(int letters) {
            while (all.size() > letters) {
                all.removeFirst();
            }
        }
    }
}
