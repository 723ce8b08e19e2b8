package city.auriga.iot.device;

import city.auriga.core.device.DeclaredList;
import city.auriga.core.device.DeviceGroups;
import city.auriga.core.device.DeviceRegistry;
import city.auriga.core.model.Tenant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Of which Entities which Attributes are commands, by all that is declared. Blocks. */
public final class CommandTargets {
    private final DeclaredSenders senders;
    private final Profiles profiles;

    public CommandTargets(DeviceGroups groups, DeviceRegistry devices, Profiles profiles) {
        this.senders = new DeclaredSenders(groups, devices, profiles);
        this.profiles = profiles;
    }

    /**
     * An Attribute that is a command.
     *
     * @param type of the Entities, expanded
     * @param attribute expanded
     */
    public record Target(Tenant tenant, String type, String attribute) {}

    /**
     * All of them.
     *
     * @param unsure tenants that may have more, since an @context cannot be had now
     */
    public record Found(Set<Target> targets, Set<Tenant> unsure) {
        public Found {
            targets = Set.copyOf(targets);
            unsure = Set.copyOf(unsure);
        }
    }

    /**
     * Looks it up.
     *
     * @throws NgsiLdException {@code SERVICE_UNAVAILABLE}
     */
    public Found find() {
        var targets = new LinkedHashSet<Target>();
        var unsure = new HashSet<Tenant>();
        senders.find(
                DeclaredList.COMMANDS,
                profiles.timely().patient(),
                sender -> targets.addAll(targets(sender)),
                unsure::add);
        return new Found(targets, unsure);
    }

    private static List<Target> targets(Sender sender) {
        var profile = sender.profile();
        var context = profile.context();
        var type = context.expand(profile.entity().types().getFirst());
        return sender.commands().rules().stream()
                .map(rule -> new Target(profile.tenant(), type, context.expand(rule.name())))
                .toList();
    }
}
