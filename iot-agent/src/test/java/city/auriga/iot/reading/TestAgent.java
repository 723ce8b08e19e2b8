package city.auriga.iot.reading;

import city.auriga.core.device.DeviceCommand.State;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DiscoveredConfigs.Limits;
import city.auriga.core.device.QuestionNews;
import city.auriga.core.jsonld.Context;
import city.auriga.core.jsonld.ProcessedContexts;
import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.iot.codec.Downlink;
import city.auriga.iot.command.CodecAnswers;
import city.auriga.iot.command.CodecWay;
import city.auriga.iot.command.CommandAnswers;
import city.auriga.iot.command.CommandClient;
import city.auriga.iot.command.CommandDispatch;
import city.auriga.iot.command.CommandMaking;
import city.auriga.iot.command.CommandMetrics;
import city.auriga.iot.command.CommandNames;
import city.auriga.iot.command.CommandPublisher;
import city.auriga.iot.command.CommandReceiver;
import city.auriga.iot.command.CommandSettings;
import city.auriga.iot.command.CommandStates;
import city.auriga.iot.command.CommandUpkeep;
import city.auriga.iot.command.CommandValues;
import city.auriga.iot.command.CommandWays;
import city.auriga.iot.command.DeviceTopics;
import city.auriga.iot.command.HeardTopics;
import city.auriga.iot.command.IdleDevices;
import city.auriga.iot.command.MqttWay;
import city.auriga.iot.command.ProvisionedCommands;
import city.auriga.iot.device.DiscoveredDevices;
import city.auriga.iot.device.DiscoverySettings;
import city.auriga.iot.device.EntityDevices;
import city.auriga.iot.device.GroupTopics;
import city.auriga.iot.device.HeardApikeys;
import city.auriga.iot.device.Homes;
import city.auriga.iot.device.LazyTargets;
import city.auriga.iot.device.Profiles;
import city.auriga.iot.device.ProvisioningListener;
import city.auriga.iot.device.ReverseTargets;
import city.auriga.iot.device.Sender;
import city.auriga.iot.device.Senders;
import city.auriga.iot.device.Shells;
import city.auriga.iot.lazy.LazyReads;
import city.auriga.iot.lazy.LazySettings;
import city.auriga.iot.lazy.QuestionSending;
import city.auriga.iot.lazy.Questions;
import city.auriga.iot.lazy.ValueClient;
import city.auriga.iot.retrieval.ConfigurationAnswers;
import city.auriga.iot.retrieval.ConfigurationDispatch;
import city.auriga.iot.retrieval.ConfigurationSending;
import city.auriga.iot.retrieval.WatchedChanges;
import city.auriga.iot.retrieval.WatchedElsewhere;
import city.auriga.iot.retrieval.WatchedNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The agent from readings to a writer in the test's hand. */
public final class TestAgent implements AutoCloseable {
    public static final Tenant TENANT = new Tenant("city");
    public static final Duration LAZY_TIMEOUT = Duration.ofSeconds(3);
    private static final String VOCABULARY = "https://uri.etsi.org/ngsi-ld/default-context/";

    public final InMemoryStores stores = new InMemoryStores();
    public final HeldWriter writer = new HeldWriter();
    public final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    /** Which @contexts can be had; none at first. */
    public volatile ProcessedContexts contexts = TestAgent::noContext;

    public final Profiles profiles =
            new Profiles(
                    (tenant, value) -> contexts.get(tenant, value),
                    TestAgent::untilItEndsOrWaits,
                    json("{}"),
                    200);
    public final Senders senders =
            new Senders(
                    stores.groups,
                    stores.devices,
                    stores.tenants,
                    profiles,
                    Duration.ofMinutes(1),
                    Duration.ofMillis(200));
    public final DiscoveredDevices discovered =
            new DiscoveredDevices(
                    stores.configs,
                    new DiscoverySettings(4_000, new Limits(20, 20_000, 30_000), 1_000_000));
    public final GroupTopics topics = new GroupTopics(stores.groups, discovered::of);
    public final InMemoryCommands commands = new InMemoryCommands();
    public final CommandSettings commandSettings =
            new CommandSettings(
                    Duration.ofHours(1),
                    Duration.ofHours(1),
                    1,
                    false,
                    true,
                    Duration.ofSeconds(2),
                    Duration.ofDays(1));

    /** Where commands are published; nowhere at first. */
    public volatile CommandPublisher publisher = new NoPublisher();

    private final InstantSource clock = InstantSource.system();
    public final CommandMetrics commandMetrics = new CommandMetrics(registry);
    private final Homes homes = new Homes(stores.homes);
    public final Shells shells = new Shells(writer, homes, clock);
    public final CommandStates states =
            new CommandStates(writer, commands, shells, commandMetrics, State.EXPIRED);
    public final CommandNames names =
            new CommandNames(
                    () -> stores.groups,
                    () -> stores.devices,
                    profiles::timely,
                    () -> new ReverseTargets(stores.groups, stores.devices, profiles),
                    "");
    public final EntityDevices entityDevices =
            new EntityDevices(stores.groups, stores.devices, homes, profiles, clock);
    public final LazyTargets lazy = new LazyTargets(stores.groups, stores.devices, profiles);
    private final IdleDevices idle = new IdleDevices();
    private final HeardTopics heard = new HeardTopics();
    public final HeardApikeys apikeys = new HeardApikeys(stores.apikeys);
    private final DeviceTopics own = own(() -> publisher);
    public final CommandDispatch dispatch =
            new CommandDispatch(
                    entityDevices,
                    commands,
                    states,
                    new CommandWays(
                            List.of(
                                    new CodecWay(topics, heard, () -> publisher, clock),
                                    new MqttWay(() -> publisher, own, commandSettings, clock))),
                    idle,
                    clock);
    private final CommandUpkeep upkeep =
            new CommandUpkeep(
                    entityDevices, commands, states, commandSettings, commandMetrics, clock);
    public final CommandMaking making =
            new CommandMaking(
                    entityDevices,
                    commands,
                    states,
                    dispatch,
                    commandSettings,
                    commandMetrics,
                    clock);
    public final CommandReceiver receiver = new CommandReceiver(making);
    public final CommandAnswers answers =
            new CommandAnswers(commands, states, dispatch, entityDevices);
    private final CodecAnswers codecs =
            new CodecAnswers(commands, states, idle, heard, () -> publisher);
    public final ProvisioningListener provisioned =
            new ProvisionedCommands(names, lazy, stores.devices, entityDevices, shells);
    private final ReadingSettings settings =
            new ReadingSettings(4, 1_000, 2_000, 230, 500, 1_000, 0, 10_000);
    private final Letters letters =
            new Letters(stores.letters, 10_000, Duration.ZERO, InstantSource.system());
    private final ReadingMetrics metrics = new ReadingMetrics(registry);
    private final DeviceMemory memory = new DeviceMemory(stores.activities, settings.turns());
    private final EntityWrites writes = new EntityWrites(writer, metrics, settings.inFlight());
    private final ActivityLog activity = new ActivityLog(stores.activities, Duration.ofMillis(50));
    public final InMemorySubscriptions watching = new InMemorySubscriptions();
    public final WatchedNames watched = new WatchedNames(() -> watching);
    public final WatchedElsewhere watchedElsewhere =
            new WatchedElsewhere(watching, watched, InstantSource.system());
    public final WatchedChanges watchedChanges = new WatchedChanges(watching, watched, clock);

    /** Where values are posted; nowhere at first. */
    public volatile CommandClient client =
            (_, _, _, _) -> new CommandClient.Answer(503, new byte[0]);

    public final ConfigurationSending sending =
            new ConfigurationSending(
                    this::configuration,
                    () -> publisher,
                    own,
                    (endpoint, headers, body, timeout) ->
                            client.post(endpoint, headers, body, timeout),
                    commandSettings,
                    clock);
    public final ConfigurationDispatch telling =
            new ConfigurationDispatch(entityDevices, watching, sending, clock, Duration.ofHours(1));
    private final ConfigurationAnswers configurations =
            new ConfigurationAnswers(
                    entityDevices, watching, watched, telling, sending, Integer.MAX_VALUE);

    /** Where values are asked for; nowhere at first. */
    public volatile ValueClient valueClient =
            (_, _, _) -> new CommandClient.Answer(503, new byte[0]);

    public final RecordedNews news = new RecordedNews();
    public final Questions questions = questions(news);
    private final ReadingParts parts =
            new ReadingParts(
                    senders,
                    apikeys,
                    writes,
                    metrics,
                    activity,
                    memory,
                    shells,
                    answers,
                    codecs,
                    configurations,
                    questions,
                    discovered,
                    settings);
    public final Readings readings =
            new Readings(settings, new ReadingWork(parts, letters), metrics, senders::ordering);
    public final Replays replays = new Replays(stores.letters, topics, parts);
    private final ExplainedLetters explained =
            new ExplainedLetters(replays, Duration.ofMillis(20), Duration.ofMillis(200), 2);

    public TestAgent() {
        discovered.watch(explained);
        dispatch.start();
        upkeep.start();
        watching.listen(watched, telling);
        watched.start();
        telling.start();
        group("/iot/json", "key", "{'entity_type': 'Sensor'}");
        group("/iot/d", "ulkey", "{'entity_type': 'Sensor'}");
    }

    /** What can be had is there at once, however busy the machine is. */
    public static void untilItEndsOrWaits(Runnable task) {
        var thread = Thread.ofVirtual().start(task);
        while (thread.isAlive() && thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }

    private static Context noContext(Tenant tenant, JsonNode value) {
        throw NgsiLdException.notFound(value.toString());
    }

    /** As the Entities of the writer say. */
    private Map<String, JsonNode> configuration(Sender device, List<String> fields) {
        var values = new LinkedHashMap<String, JsonNode>();
        writer.find(device.profile().tenant(), device.profile().entity().id())
                .ifPresent(entity ->
                        fields.forEach(field ->
                                entity.instance(device.profile().context().expand(field), null)
                                        .map(Attribute::value)
                                        .ifPresent(value ->
                                                values.put(
                                                        field,
                                                        CommandValues.value(
                                                                value,
                                                                device.profile().context())))));
        return values;
    }

    private Questions questions(QuestionNews told) {
        return new Questions(
                entityDevices,
                questionSending(() -> publisher),
                new AnsweredReadings(this::readings, clock),
                told,
                LAZY_TIMEOUT,
                registry);
    }

    /** Those of another process, which reaches others. */
    public Questions questions(QuestionNews told, CommandPublisher reached) {
        return new Questions(
                entityDevices,
                questionSending(() -> reached),
                new AnsweredReadings(this::readings, clock),
                told,
                LAZY_TIMEOUT,
                registry);
    }

    private DeviceTopics own(Supplier<CommandPublisher> reached) {
        return new DeviceTopics(reached, apikeys, commandSettings);
    }

    private QuestionSending questionSending(Supplier<CommandPublisher> reached) {
        return new QuestionSending(
                reached,
                own(reached),
                (value, headers, timeout) -> valueClient.get(value, headers, timeout),
                new CodecWay(topics, heard, reached, clock),
                commandSettings,
                LAZY_TIMEOUT,
                clock);
    }

    /** Whoever reads. */
    public LazyReads reads(int entities) {
        return reads(entities, questions, publisher);
    }

    /** Whoever reads in another process. */
    public LazyReads reads(int entities, Questions asked, CommandPublisher reached) {
        lazy.load();
        return new LazyReads(
                lazy,
                entityDevices,
                questionSending(() -> reached),
                asked,
                new LazySettings(LAZY_TIMEOUT, entities));
    }

    private Readings readings() {
        return readings;
    }

    private record NoPublisher() implements CommandPublisher {
        @Override
        public boolean mayReach(String topic) {
            return false;
        }

        @Override
        public Fate publish(Message message) {
            return Fate.AWAY;
        }

        @Override
        public Fate publish(Downlink downlink, String apikey) {
            return Fate.AWAY;
        }
    }

    /** One that could not be committed when it came. */
    CompletableFuture<ReadingOutcome> again(Reading reading) {
        return readings.accept(
                reading, readings.order(reading), Attempt.alone(Attempt.Reason.FAILED_BEFORE));
    }

    public void group(String resource, String apikey, String document) {
        group(TENANT, resource, apikey, document);
    }

    public void group(Tenant tenant, String resource, String apikey, String document) {
        stores.groups.add(List.of(new DeviceGroup(tenant, "/", resource, apikey, json(document))));
        senders.groupsChanged();
        topics.groupsChanged();
    }

    public static ObjectNode json(String text) {
        return (ObjectNode) new JsonMapper().readTree(text.replace('\'', '"'));
    }

    public Optional<JsonNode> value(String device, String attribute) {
        return writer.find(TENANT, "urn:ngsi-ld:Sensor:" + device)
                .flatMap(entity -> entity.instance(VOCABULARY + attribute, null))
                .map(a -> ((AttributeValue.Property) a.value()).value());
    }

    /** When values of an attribute were observed, in all states of its entity. */
    public Set<Instant> times(String device, String attribute) {
        return writer.history().stream()
                .filter(entity -> entity.id().value().equals("urn:ngsi-ld:Sensor:" + device))
                .flatMap(entity -> entity.instance(VOCABULARY + attribute, null).stream())
                .map(Attribute::observedAt)
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        explained.close();
        configurations.close();
        questions.close();
        telling.stop();
        watchedChanges.close();
        upkeep.stop();
        dispatch.stop();
        receiver.close();
        readings.close();
        letters.close();
        activity.close();
    }
}
