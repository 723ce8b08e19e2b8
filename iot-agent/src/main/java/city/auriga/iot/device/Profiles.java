package city.auriga.iot.device;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.jsonld.Context;
import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.jsonld.ProcessedContexts;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.ApplyReading;
import city.auriga.iot.device.CommandProfile.Naming;
import city.auriga.iot.device.CommandProfile.Way;
import city.auriga.iot.mapping.AttributeRule;
import city.auriga.iot.mapping.AttributeRule.StaticRule;
import city.auriga.iot.mapping.DeviceProfile;
import city.auriga.iot.mapping.EntityIds;
import city.auriga.iot.mapping.ExplicitAttrs;
import city.auriga.iot.mapping.ReverseRule;
import city.auriga.iot.mapping.Target;
import city.auriga.iot.payload.PayloadType;
import city.auriga.iot.payload.Protocol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Merges a device with its group, as it is needed: a change of the group reaches all its devices.
 * The device wins.
 */
public final class Profiles {
    private static final String CONJUNCTION = "defaultEntityNameConjunction";
    private static final String COLON = ":";

    private final ProcessedContexts contexts;
    private final TimelyContexts timely;
    private final ObjectNode usual;
    private final int maxUndeclared;

    /**
     * @param usual members of a group that count where neither device nor group have them
     * @param maxUndeclared how many Attributes an Entity may get by readings beside the declared
     *     ones
     * @throws ProvisioningException if a member could not stand in a group
     */
    public Profiles(ProcessedContexts contexts, ObjectNode usual, int maxUndeclared) {
        this(contexts, Thread.ofVirtual().name("declared-context")::start, usual, maxUndeclared);
    }

    /**
     * @param background where @contexts are fetched that somebody waits for a short time only
     */
    public Profiles(
            ProcessedContexts contexts, Executor background, ObjectNode usual, int maxUndeclared) {
        this.contexts = contexts;
        this.timely = new TimelyContexts(contexts, background);
        this.usual = usual.deepCopy();
        this.maxUndeclared = maxUndeclared;
        new Declarations(usual).validate();
    }

    private Profiles(Profiles same, ProcessedContexts contexts) {
        this.contexts = contexts;
        this.timely = same.timely;
        this.usual = same.usual;
        this.maxUndeclared = same.maxUndeclared;
    }

    /** The @contexts for those who cannot wait for them. */
    public TimelyContexts timely() {
        return timely;
    }

    /** The same with other @contexts, those of one pass. */
    Profiles with(ProcessedContexts contexts) {
        return new Profiles(this, contexts);
    }

    /** What stands between type and device in the ids of Entities if nobody says something else. */
    String conjunction() {
        return usual.path(CONJUNCTION).asString(COLON);
    }

    private ObjectNode inherited(@Nullable DeviceGroup group) {
        return group == null ? usual : usual.deepCopy().setAll(group.document());
    }

    /**
     * A device with all that it inherits.
     *
     * @param apikey that it sends with
     * @param shared whether other groups may be its group, too
     */
    Sender sender(Device device, String apikey, @Nullable DeviceGroup group, boolean shared) {
        var resource =
                group == null ? device.document().path("resource").asString("") : group.resource();
        var profile = merge(device, group);
        return new Sender(
                protocol(resource, device, group),
                resource,
                profile,
                commands(device, apikey, group, profile.rules()),
                shared || profile.entityName() != null,
                group == null ? null : group.nextApikey().orElse(null));
    }

    /** The template of its group, or one of our resources; else who is told to be its agent. */
    private static Protocol protocol(String resource, Device device, @Nullable DeviceGroup group) {
        var inherited = group == null ? JsonNodeFactory.instance.objectNode() : group.document();
        var template = inherited.path("template").asString("");
        return Arrays.stream(Protocol.values())
                .filter(protocol -> protocol.codec().equals(template))
                .findFirst()
                .orElseGet(() ->
                        Protocol.ofResource(
                                resource,
                                agent(device.document())
                                        .or(() -> agent(inherited))
                                        .orElse(Protocol.JSON)));
    }

    private static Optional<Protocol> agent(ObjectNode document) {
        return Protocol.ofAgent(document.path("protocol").asString(""));
    }

    private CommandProfile commands(
            Device device,
            String apikey,
            @Nullable DeviceGroup group,
            List<AttributeRule> attributes) {
        var address = new Address(device.tenant(), device.path(), apikey, device.id());
        try {
            return commands(address, device, group, attributes);
        } catch (ProvisioningException stored) {
            // Provisioned before anybody looked at these members: its measures are welcome still.
            return new CommandProfile(
                    address, List.of(), List.of(), Way.MQTT, null, Naming.FIWARE, null, false);
        }
    }

    private CommandProfile commands(
            Address address,
            Device device,
            @Nullable DeviceGroup group,
            List<AttributeRule> attributes) {
        var own = new CommandDeclarations(device.document());
        var inherited = new CommandDeclarations(inherited(group));
        var rules = new ArrayList<>(own.rules());
        inherited.rules().stream()
                .filter(rule -> rules.stream().noneMatch(r -> r.name().equals(rule.name())))
                .toList()
                .forEach(rules::add);
        return new CommandProfile(
                address,
                rules,
                reversed(attributes),
                CommandDeclarations.way(own, inherited),
                own.endpoint().or(inherited::endpoint).orElse(null),
                own.naming().or(inherited::naming).orElse(Naming.FIWARE),
                own.expiry().or(inherited::expiry).orElse(null),
                own.enveloped().or(inherited::enveloped).orElse(false));
    }

    private static List<CommandRule> reversed(List<AttributeRule> attributes) {
        return attributes.stream()
                .flatMap(attribute -> attribute.reverse().stream())
                .map(ReverseRule::command)
                .distinct()
                .map(CommandRule::plain)
                .toList();
    }

    DeviceProfile merge(Device device, @Nullable DeviceGroup group) {
        var own = new Declarations(device.document());
        var inherited = new Declarations(inherited(group));
        var members = Members.of(device.document(), inherited(group));
        var types = types(own, inherited);
        var merged = new Merged(own, inherited);
        var rules = rules(own.attributes(types), inherited.attributes(types));
        var statics = statics(own.statics(), inherited.statics());
        return new DeviceProfile(
                device.tenant(),
                device.path(),
                device.id(),
                Declarations.scopes(members, device.path()),
                new Target(entity(device, merged, types), types),
                // The group's goes before the device's (FIWARE).
                inherited
                        .expression("entityNameExp")
                        .or(() -> own.expression("entityNameExp"))
                        .orElse(null),
                rules,
                statics,
                members.expression(Declarations.SAMENESS).orElse(null),
                merged.first(Declarations::explicitAttrs).orElse(ExplicitAttrs.OFF),
                merged.first(Declarations::flag, "timestamp").orElse(true),
                merged.first(Declarations::payloadType).orElse(PayloadType.IOTAGENT),
                merged.first(Declarations::late).orElse(ApplyReading.Late.TO_HISTORY),
                Declarations.rates(members),
                rules.size() + statics.size() + maxUndeclared,
                commandNames(device, group),
                ConventionDeclarations.read(members),
                WatchDeclarations.read(members),
                context(device.tenant(), merged));
    }

    private Set<String> commandNames(Device device, @Nullable DeviceGroup group) {
        return commands(device, device.apikey(), group, List.of()).rules().stream()
                .map(CommandRule::name)
                .collect(Collectors.toSet());
    }

    private record Merged(Declarations own, Declarations inherited) {
        <T> Optional<T> first(Function<Declarations, Optional<T>> member) {
            return member.apply(own).or(() -> member.apply(inherited));
        }

        <T> Optional<T> first(BiFunction<Declarations, String, Optional<T>> reader, String member) {
            return first(declarations -> reader.apply(declarations, member));
        }
    }

    private static List<String> types(Declarations own, Declarations inherited) {
        var types = own.types().isEmpty() ? inherited.types() : own.types();
        return types.isEmpty() ? List.of("Thing") : types;
    }

    private static String entity(Device device, Merged merged, List<String> types) {
        var type = types.getFirst();
        var conjunction = merged.first(Declarations::text, CONJUNCTION).orElse(COLON);
        return merged.own()
                .text("entity_name")
                .filter(name -> !name.isBlank())
                .map(name -> EntityIds.named(name, type))
                .orElseGet(() -> EntityIds.derived(device.id(), type, conjunction));
    }

    /** A declaration of the group counts only where it collides with none of the device. */
    private static List<AttributeRule> rules(
            List<AttributeRule> own, List<AttributeRule> inherited) {
        var all = new ArrayList<>(own);
        for (var rule : inherited) {
            boolean collides =
                    own.stream()
                            .anyMatch(o ->
                                    o.objectId().equals(rule.objectId())
                                            || o.name().equals(rule.name()));
            if (!collides) {
                all.add(rule);
            }
        }
        // Of the device first, but what is measured by itself comes behind what is asked for.
        return Stream.concat(
                        all.stream().filter(AttributeRule::lazy),
                        all.stream().filter(rule -> !rule.lazy()))
                .toList();
    }

    private static List<StaticRule> statics(List<StaticRule> own, List<StaticRule> inherited) {
        var all = new ArrayList<>(own);
        for (var rule : inherited) {
            if (own.stream().noneMatch(o -> o.name().equals(rule.name()))) {
                all.add(rule);
            }
        }
        return all;
    }

    private Context context(Tenant tenant, Merged merged) {
        var url = merged.first(Declarations::text, "jsonldContext").orElse("");
        return url.isEmpty()
                ? ContextParser.core()
                : contexts.get(tenant, JsonNodeFactory.instance.stringNode(url));
    }
}
