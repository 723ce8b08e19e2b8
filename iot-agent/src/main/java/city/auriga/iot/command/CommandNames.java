package city.auriga.iot.command;

import city.auriga.core.device.DeclaredCommand;
import city.auriga.core.device.DeviceGroups;
import city.auriga.core.device.DeviceListener;
import city.auriga.core.device.DeviceRegistry;
import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.jsonld.ProcessedContexts;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.AttributeChange;
import city.auriga.core.mutation.EntityChange;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.subscription.ChangeMatcher;
import city.auriga.iot.device.FollowedNames;
import city.auriga.iot.device.ReverseTargets;
import city.auriga.iot.device.Sender;
import city.auriga.iot.device.TimelyContexts;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Sees inside of a write whether it may ask for a command: whether it writes an Attribute that has
 * the name of one, or another value to one whose device is told of that. Whether it does is found
 * out after the commit. Nobody is served before the names are known; what is not known for sure
 * counts as a command.
 */
public final class CommandNames extends FollowedNames<CommandNames.Known>
        implements ChangeMatcher, DeviceListener {
    /** What the change is told to. */
    static final String ID = "urn:auriga:iot:commands";

    private static final Logger LOG = LoggerFactory.getLogger(CommandNames.class);
    private static final List<String> MATCH = List.of(ID);

    private final Supplier<DeviceGroups> groups;
    private final Supplier<DeviceRegistry> devices;
    private final Supplier<TimelyContexts> contexts;
    private final Supplier<ReverseTargets> reversed;
    private final String defaultContext;

    /** How often groups have changed. */
    private final AtomicLong changes = new AtomicLong();

    /**
     * What was read.
     *
     * @param changes of groups that were heard of before
     */
    record Known(Map<Tenant, Names> names, long changes) {
        Known {
            names = Map.copyOf(names);
        }
    }

    /**
     * The names of one tenant.
     *
     * @param reversed expanded names of Attributes whose changes become commands
     * @param any whether every Attribute counts, since an @context cannot be had now
     */
    record Names(Set<String> terms, Set<String> expanded, Set<String> reversed, boolean any) {
        static final Names NONE = new Names(Set.of(), Set.of(), Set.of(), false);

        private boolean match(AttributeChange change) {
            return (asks(change) && contain(change.name()))
                    || ((any || reversed.contains(change.name())) && differs(change));
        }

        boolean contain(String name) {
            return any || expanded.contains(name) || terms.contains(local(name));
        }

        private static String local(String name) {
            return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('#')) + 1);
        }
    }

    /**
     * @param groups asked for late, as the other ports are, because the storage needs this matcher
     * @param defaultContext URL of the @context of groups that name none; empty for the core's
     */
    public CommandNames(
            Supplier<DeviceGroups> groups,
            Supplier<DeviceRegistry> devices,
            Supplier<TimelyContexts> contexts,
            Supplier<ReverseTargets> reversed,
            String defaultContext) {
        super("the commands");
        this.groups = groups;
        this.devices = devices;
        this.contexts = contexts;
        this.reversed = reversed;
        this.defaultContext = defaultContext;
    }

    @Override
    public List<String> match(EntityChange change) {
        var known = known();
        if (known == null || known.changes != changes.get()) {
            return change.attributes().isEmpty() ? List.of() : MATCH;
        }
        var names = known.names.get(change.tenant());
        if (names == null) {
            return List.of();
        }
        for (var attribute : change.attributes()) {
            if (names.match(attribute)) {
                return MATCH;
            }
        }
        return List.of();
    }

    /**
     * Whether a change of an Attribute may ask for a command; also if that is not known for sure.
     *
     * @param attribute expanded
     */
    public boolean mayAsk(Tenant tenant, String attribute) {
        var known = known();
        if (known == null || !isUpToDate() || known.changes != changes.get()) {
            return true;
        }
        var names = known.names.getOrDefault(tenant, Names.NONE);
        return names.contain(attribute) || names.reversed.contains(attribute);
    }

    /** Whether something is written that is not the empty text of a new Entity. */
    static boolean asks(AttributeChange change) {
        var after = change.after();
        return after != null
                && (change.before() != null
                        || !(after.value() instanceof AttributeValue.Property(var value)
                                && value.isString()
                                && value.stringValue().isEmpty()));
    }

    /** Whether an instance has a value that it did not have before, whatever its type is called. */
    static boolean differs(AttributeChange change) {
        return change.after() != null && change.untyped().isOfValue();
    }

    /** Whether all that a stored device declares, with its group, is known already. */
    boolean know(Sender device) {
        var rules = device.commands().rules();
        var told = ReverseTargets.names(device);
        if (rules.isEmpty() && told.isEmpty()) {
            return known() != null;
        }
        var context = device.profile().context();
        return holds(known -> {
            var names = known.names.getOrDefault(device.profile().tenant(), Names.NONE);
            return names.any
                    || (rules.stream().allMatch(rule -> names.contain(context.expand(rule.name())))
                            && names.reversed.containsAll(told));
        });
    }

    @Override
    protected Known read() {
        long before = changes.get();
        var found = new HashMap<Tenant, Set<DeclaredCommand>>();
        groups.get().commands().forEach(c -> add(found, c));
        devices.get().commands().forEach(c -> add(found, c));
        var pass = contexts.get().quick();
        var targets = reversed.get().find(pass);
        var names = new HashMap<Tenant, Names>();
        found.forEach((tenant, declared) -> {
            if (declared.stream().anyMatch(c -> c.name() != null)) {
                names.put(tenant, names(tenant, declared, targets, pass));
            }
        });
        targets.tenants()
                .forEach(tenant ->
                        names.computeIfAbsent(tenant, t -> names(t, Set.of(), targets, pass)));
        return new Known(names, before);
    }

    @Override
    protected boolean isSure(Known known) {
        return known.names.values().stream().noneMatch(Names::any);
    }

    private static void add(Map<Tenant, Set<DeclaredCommand>> found, DeclaredCommand command) {
        found.computeIfAbsent(command.tenant(), _ -> new HashSet<>()).add(command);
    }

    private Names names(
            Tenant tenant,
            Set<DeclaredCommand> declared,
            ReverseTargets.Found targets,
            ProcessedContexts pass) {
        var urls = new HashSet<String>(Set.of(defaultContext));
        var terms = new HashSet<String>();
        for (var command : declared) {
            if (command.context() != null) {
                urls.add(command.context());
            }
            if (command.name() != null) {
                terms.add(command.name());
            }
        }
        urls.remove("");
        var expanded = new HashSet<String>();
        terms.forEach(term -> expanded.add(ContextParser.core().expand(term)));
        boolean any = targets.unsure().contains(tenant);
        for (var url : urls) {
            try {
                var node = JsonNodeFactory.instance.stringNode(url);
                var context = pass.get(tenant, node);
                terms.forEach(term -> expanded.add(context.expand(term)));
            } catch (NgsiLdException e) {
                LOG.warn("the names of commands are not sure: {}", e.getMessage());
                any = true;
            }
        }
        return new Names(terms, expanded, targets.names(tenant), any);
    }

    @Override
    public void groupsChanged() {
        changes.incrementAndGet();
        loadSoon();
    }

    @Override
    public void deviceChanged(String apikey, String id) {
        loadSoon();
    }

    @Override
    public void reload() {
        groupsChanged();
    }
}
