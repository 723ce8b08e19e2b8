package city.auriga.iot.device;

import city.auriga.core.device.DeclaredList;
import city.auriga.core.device.DeviceGroups;
import city.auriga.core.device.DeviceListener;
import city.auriga.core.device.DeviceRegistry;
import city.auriga.core.model.Entity;
import city.auriga.core.model.Tenant;
import city.auriga.core.query.Projection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Of which Entities which Attributes are read on demand, by all that is declared. Looking costs
 * nothing: it is in memory.
 */
public final class LazyTargets extends FollowedNames<Map<Tenant, LazyTargets.Declared>>
        implements DeviceListener {
    private final DeclaredSenders senders;
    private final Profiles profiles;

    public LazyTargets(DeviceGroups groups, DeviceRegistry devices, Profiles profiles) {
        super("what is read on demand");
        this.senders = new DeclaredSenders(groups, devices, profiles);
        this.profiles = profiles;
    }

    /** What one tenant declares; changed only while it is read. */
    static final class Declared {
        private final Map<String, Set<String>> namesByType = new HashMap<>();

        /** Whether there may be more, since an @context cannot be had now. */
        private boolean unsure;

        private boolean knows(Sender sender) {
            var context = sender.profile().context();
            var names = names(sender);
            return names.isEmpty()
                    || sender.profile().entity().types().stream()
                            .map(type -> namesByType.get(context.expand(type)))
                            .allMatch(known -> known != null && known.containsAll(names));
        }

        private static List<String> names(Sender sender) {
            var context = sender.profile().context();
            return sender.profile().lazy().stream().map(r -> context.expand(r.name())).toList();
        }

        private void add(Sender sender) {
            var context = sender.profile().context();
            var names = names(sender);
            for (var type : sender.profile().entity().types()) {
                namesByType
                        .computeIfAbsent(context.expand(type), _ -> new HashSet<>())
                        .addAll(names);
            }
        }

        private Stream<String> names(Entity entity, Projection projection) {
            return entity.types().stream()
                    .flatMap(type -> namesByType.getOrDefault(type, Set.of()).stream())
                    .filter(projection::keeps);
        }
    }

    /** Those of the Entities that show something which is perhaps read on demand. */
    public List<Entity> among(Tenant tenant, List<Entity> entities, Projection projection) {
        var declared = declared(tenant);
        return declared == null
                ? List.of()
                : entities.stream()
                        .filter(e ->
                                declared.unsure
                                        || declared.names(e, projection).findAny().isPresent())
                        .toList();
    }

    /** Whether all that a stored device declares, with its group, is known already. */
    public boolean know(Sender sender) {
        if (sender.profile().lazy().isEmpty()) {
            return known() != null;
        }
        return holds(tenants -> {
            var declared = tenants.get(sender.profile().tenant());
            return declared != null && (declared.unsure || declared.knows(sender));
        });
    }

    /** Expanded names of what is shown of an Entity and perhaps read on demand. */
    public Set<String> names(Tenant tenant, Entity entity, Projection projection) {
        var declared = declared(tenant);
        return declared == null
                ? Set.of()
                : declared.names(entity, projection).collect(Collectors.toSet());
    }

    private @Nullable Declared declared(Tenant tenant) {
        var tenants = known();
        return tenants == null ? null : tenants.get(tenant);
    }

    @Override
    protected Map<Tenant, Declared> read() {
        var tenants = new HashMap<Tenant, Declared>();
        senders.find(
                DeclaredList.LAZY,
                profiles.timely().quick(),
                sender -> of(tenants, sender.profile().tenant()).add(sender),
                tenant -> of(tenants, tenant).unsure = true);
        return Map.copyOf(tenants);
    }

    private static Declared of(Map<Tenant, Declared> tenants, Tenant tenant) {
        return tenants.computeIfAbsent(tenant, _ -> new Declared());
    }

    @Override
    protected boolean isSure(Map<Tenant, Declared> tenants) {
        return tenants.values().stream().noneMatch(declared -> declared.unsure);
    }

    @Override
    public void groupsChanged() {
        loadSoon();
    }

    @Override
    public void deviceChanged(String apikey, String id) {
        loadSoon();
    }

    @Override
    public void reload() {
        loadSoon();
    }
}
