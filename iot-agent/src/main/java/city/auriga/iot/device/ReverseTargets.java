package city.auriga.iot.device;

import city.auriga.core.device.DeclaredList;
import city.auriga.core.device.DeviceGroups;
import city.auriga.core.device.DeviceRegistry;
import city.auriga.core.jsonld.ProcessedContexts;
import city.auriga.core.model.Tenant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Of which Attributes devices are told when they change, by all that is declared. Blocks. */
public final class ReverseTargets {
    private final DeclaredSenders senders;

    public ReverseTargets(DeviceGroups groups, DeviceRegistry devices, Profiles profiles) {
        this.senders = new DeclaredSenders(groups, devices, profiles);
    }

    /**
     * All of them.
     *
     * @param expanded names by tenant
     * @param unsure tenants that may have more, since an @context cannot be had now
     */
    public record Found(Map<Tenant, Set<String>> expanded, Set<Tenant> unsure) {
        public Found {
            expanded = Map.copyOf(expanded);
            unsure = Set.copyOf(unsure);
        }

        public Set<Tenant> tenants() {
            return Stream.concat(expanded.keySet().stream(), unsure.stream())
                    .collect(Collectors.toSet());
        }

        public Set<String> names(Tenant tenant) {
            return expanded.getOrDefault(tenant, Set.of());
        }
    }

    /**
     * Looks it up.
     *
     * @param contexts of this pass
     * @throws city.auriga.core.problem.NgsiLdException {@code SERVICE_UNAVAILABLE}
     */
    public Found find(ProcessedContexts contexts) {
        var expanded = new HashMap<Tenant, Set<String>>();
        var unsure = new HashSet<Tenant>();
        senders.find(
                DeclaredList.REVERSE,
                contexts,
                sender ->
                        expanded.computeIfAbsent(sender.profile().tenant(), _ -> new HashSet<>())
                                .addAll(names(sender)),
                unsure::add);
        return new Found(expanded, unsure);
    }

    /** Of one device, expanded. */
    public static Set<String> names(Sender sender) {
        return sender.profile().rules().stream()
                .filter(rule -> !rule.reverse().isEmpty())
                .map(rule -> sender.profile().context().expand(rule.name()))
                .collect(Collectors.toSet());
    }
}
