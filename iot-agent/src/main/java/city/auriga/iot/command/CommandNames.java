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
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Sees inside of a write whether it may ask for a command: whether it writes an Attribute that has
 * the name of one. Whether it does is found out after the commit. Nobody is served before the names
 * are known; what is not known for sure counts as a command.
 */
public final class CommandNames implements ChangeMatcher, DeviceListener, SmartLifecycle {
    /** What the change is told to. */
    static final String ID = "urn:auriga:iot:commands";

    private static final Logger LOG = LoggerFactory.getLogger(CommandNames.class);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long RETRY_NANOS = 200_000_000;
    private static final int REST = 5;
    private static final List<String> MATCH = List.of(ID);

    private final Supplier<DeviceGroups> groups;
    private final Supplier<DeviceRegistry> devices;
    private final Supplier<ProcessedContexts> contexts;
    private final String defaultContext;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicBoolean asked = new AtomicBoolean();

    /** Null as long as nothing is known. */
    private volatile @Nullable Map<Tenant, Names> known;

    private volatile boolean groupsStale;
    private volatile long loadNanos;
    private volatile boolean incomplete;

    /**
     * The names of one tenant.
     *
     * @param any whether every Attribute counts, since an @context cannot be had now
     */
    private record Names(Set<String> terms, Set<String> expanded, boolean any) {
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
            Supplier<ProcessedContexts> contexts,
            String defaultContext) {
        this.groups = groups;
        this.devices = devices;
        this.contexts = contexts;
        this.defaultContext = defaultContext;
    }

    @Override
    public List<String> match(EntityChange change) {
        var tenants = known;
        if (tenants == null || groupsStale) {
            return change.attributes().isEmpty() ? List.of() : MATCH;
        }
        var names = tenants.get(change.tenant());
        if (names == null) {
            return List.of();
        }
        for (var attribute : change.attributes()) {
            if (asks(attribute) && names.contain(attribute.name())) {
                return MATCH;
            }
        }
        return List.of();
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

    /** Whether these names of a tenant are known already, in whatever @context. */
    boolean know(Tenant tenant, Set<String> terms) {
        var tenants = known;
        var names = tenants == null ? null : tenants.get(tenant);
        return names != null && names.terms.containsAll(terms);
    }

    /** What this process has stored itself is known when it returns. */
    public void load() {
        lock.lock();
        long begin = System.nanoTime();
        try {
            var found = new HashMap<Tenant, Set<DeclaredCommand>>();
            var stale = groupsStale;
            groups.get().commands().forEach(c -> add(found, c));
            devices.get().commands().forEach(c -> add(found, c));
            var names = new HashMap<Tenant, Names>();
            found.forEach((tenant, declared) -> {
                if (declared.stream().anyMatch(c -> c.name() != null)) {
                    names.put(tenant, names(tenant, declared));
                }
            });
            known = Map.copyOf(names);
            incomplete = names.values().stream().anyMatch(Names::any);
            if (stale) {
                groupsStale = asked.get();
            }
        } finally {
            loadNanos = System.nanoTime() - begin;
            lock.unlock();
        }
    }

    private static void add(Map<Tenant, Set<DeclaredCommand>> found, DeclaredCommand command) {
        found.computeIfAbsent(command.tenant(), _ -> new HashSet<>()).add(command);
    }

    private Names names(Tenant tenant, Set<DeclaredCommand> declared) {
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
        boolean any = false;
        for (var url : urls) {
            try {
                var node = JsonNodeFactory.instance.stringNode(url);
                var context = contexts.get().get(tenant, node);
                terms.forEach(term -> expanded.add(context.expand(term)));
            } catch (NgsiLdException e) {
                LOG.warn("the names of commands are not sure: {}", e.getMessage());
                any = true;
            }
        }
        return new Names(terms, expanded, any);
    }

    @Override
    public void groupsChanged() {
        groupsStale = true;
        loadSoon();
    }

    @Override
    public void deviceChanged(String apikey, String id) {
        loadSoon();
    }

    @Override
    public void reload() {
        groupsStale = true;
        loadSoon();
    }

    /** Tries again what could not be had. */
    void repair() {
        if (incomplete || known == null || groupsStale) {
            loadSoon();
        }
    }

    /** One reads at a time, and what comes meanwhile waits together. */
    private void loadSoon() {
        if (!asked.getAndSet(true)) {
            Thread.ofVirtual()
                    .name("command-names")
                    .start(() -> {
                        // However often there is something new, this is not all that the database
                        // does.
                        LockSupport.parkNanos(Math.max(RETRY_NANOS / 4, REST * loadNanos));
                        asked.set(false);
                        try {
                            load();
                        } catch (NgsiLdException unavailable) {
                            LOG.debug("commands will be read again when the database is back");
                        }
                    });
        }
    }

    /** Before the servers for clients and devices start. */
    @Override
    public void start() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (known == null) {
            try {
                load();
            } catch (NgsiLdException unavailable) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("the commands cannot be read", unavailable);
                }
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    @Override
    public void stop() {
        // It is of use until the end.
    }

    @Override
    public boolean isRunning() {
        return known != null;
    }

    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }
}
