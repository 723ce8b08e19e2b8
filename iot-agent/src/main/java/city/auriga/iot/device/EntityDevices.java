package city.auriga.iot.device;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DeviceGroups;
import city.auriga.core.device.DeviceHome;
import city.auriga.core.device.DeviceKey;
import city.auriga.core.device.DeviceRegistry;
import city.auriga.core.jsonld.ProcessedContexts;
import city.auriga.core.model.Tenant;
import city.auriga.iot.mapping.Mapping;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The way back: which devices an Entity stands for. Looking up blocks, and may throw {@link
 * city.auriga.core.problem.NgsiLdException}: {@code SERVICE_UNAVAILABLE}, or another problem if
 * what a device declares cannot be had.
 */
public final class EntityDevices {
    private final DeviceGroups groups;
    private final DeviceRegistry devices;
    private final Homes homes;
    private final Profiles profiles;
    private final InstantSource clock;

    public EntityDevices(
            DeviceGroups groups,
            DeviceRegistry devices,
            Homes homes,
            Profiles profiles,
            InstantSource clock) {
        this.groups = groups;
        this.devices = devices;
        this.homes = homes;
        this.profiles = profiles;
        this.clock = clock;
    }

    /** The same for one pass that answers soon, whatever is to be had by then. */
    public EntityDevices quick() {
        return with(profiles.timely().quick());
    }

    /** The same for one pass over many, where what cannot be had is waited for once. */
    public EntityDevices patient() {
        return with(profiles.timely().patient());
    }

    private EntityDevices with(ProcessedContexts contexts) {
        return new EntityDevices(groups, devices, homes, profiles.with(contexts), clock);
    }

    /** The devices whose measures go to this Entity. */
    public List<Sender> of(Tenant tenant, String entity) {
        var found = new LinkedHashMap<DeviceKey, Device>();
        var ids = EntityNames.deviceIds(entity, conjunctions(tenant));
        Stream.concat(
                        devices.namedOrCalled(tenant, EntityNames.names(entity), ids).stream(),
                        homes.devicesAt(tenant, entity).stream())
                .forEach(device -> found.put(device.key(), device));
        return found.values().stream()
                .map(this::sender)
                .filter(sender -> sender.profile().entity().id().equals(entity))
                .toList();
    }

    /** The device with this address, if it is still there. */
    public Optional<Sender> find(Address address) {
        return devices.find(address).map(this::sender);
    }

    /** A device with what it inherits, at the Entity that its readings go to. */
    public Sender sender(Device device) {
        var inherited = inherited(device);
        if (inherited.sender.isSettled()) {
            return inherited.sender;
        }
        return home(device, inherited)
                .or(() -> named(inherited.sender))
                .map(inherited.sender::at)
                .orElse(inherited.sender);
    }

    /** A device as {@link #sender}, but what is declared now goes before where it was. */
    public Sender declared(Device device) {
        var inherited = inherited(device);
        if (inherited.sender.isSettled()) {
            return inherited.sender;
        }
        return named(inherited.sender)
                .or(() -> home(device, inherited))
                .map(inherited.sender::at)
                .orElse(inherited.sender);
    }

    /** A device that was heard, at the Entity that its readings go to. */
    public Sender settled(Sender heard) {
        return heard.isSettled() ? heard : find(heard.commands().address()).orElse(heard);
    }

    private Optional<String> named(Sender sender) {
        return Mapping.entityOf(sender.profile(), clock.instant());
    }

    /**
     * A device and its group.
     *
     * @param home where it was, if that had to be known for it
     */
    private record Inherited(Sender sender, Optional<DeviceHome> home) {}

    private Optional<String> home(Device device, Inherited inherited) {
        return inherited.home.or(() -> homes.find(device)).map(DeviceHome::entity);
    }

    private Inherited inherited(Device device) {
        var fitting = fitting(device);
        boolean shared = fitting.size() > 1;
        var home = shared ? homes.find(device) : Optional.<DeviceHome>empty();
        var group = choose(fitting, home);
        // One without an apikey takes that of its group when it is first heard.
        var apikey =
                device.apikey().isEmpty()
                        ? group.map(DeviceGroup::apikey).orElse("")
                        : device.apikey();
        return new Inherited(profiles.sender(device, apikey, group.orElse(null), shared), home);
    }

    /** The groups that a device may be of. */
    private List<DeviceGroup> fitting(Device device) {
        var known =
                device.apikey().isEmpty()
                        ? groups.list(device.tenant(), device.path())
                        : groups.withApikey(device.apikey());
        var fitting =
                known.stream()
                        .filter(g -> g.tenant().equals(device.tenant()))
                        .filter(g -> g.path().equals(device.path()))
                        .toList();
        boolean one = fitting.stream().map(DeviceGroup::apikey).distinct().count() == 1;
        return one ? fitting : List.of();
    }

    /** The one that it was heard in; before that, one that has commands. */
    private static Optional<DeviceGroup> choose(
            List<DeviceGroup> fitting, Optional<DeviceHome> home) {
        return home.flatMap(known ->
                        fitting.stream()
                                .filter(g -> g.resource().equals(known.resource()))
                                .findFirst())
                .or(() -> fitting.stream().filter(g -> g.document().has("commands")).findFirst())
                .or(() -> fitting.stream().findFirst());
    }

    private Set<String> conjunctions(Tenant tenant) {
        var declared =
                groups.listAll(tenant).stream()
                        .map(g -> g.document().path("defaultEntityNameConjunction").asString(""));
        return Stream.concat(Stream.of(":", profiles.conjunction()), declared)
                .filter(conjunction -> !conjunction.isEmpty())
                .collect(Collectors.toSet());
    }
}
