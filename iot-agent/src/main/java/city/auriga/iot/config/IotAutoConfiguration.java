package city.auriga.iot.config;

import static city.auriga.iot.config.RemoteConfiguration.AGENT_WRITER;

import city.auriga.core.device.DeadLetters;
import city.auriga.core.device.DeviceActivities;
import city.auriga.core.device.DeviceApikeys;
import city.auriga.core.device.DeviceGroups;
import city.auriga.core.device.DeviceInventory;
import city.auriga.core.device.DeviceRegistry;
import city.auriga.core.device.DeviceSilences;
import city.auriga.core.entity.MutationWriter;
import city.auriga.core.entity.Tenants;
import city.auriga.core.jsonld.ProcessedContexts;
import city.auriga.iot.command.CodecAnswers;
import city.auriga.iot.command.CommandAnswers;
import city.auriga.iot.command.CommandDispatch;
import city.auriga.iot.device.DeviceDirectory;
import city.auriga.iot.device.DeviceProvisioning;
import city.auriga.iot.device.DiscoveredDevices;
import city.auriga.iot.device.EntityDevices;
import city.auriga.iot.device.EntityRemoval;
import city.auriga.iot.device.GroupProvisioning;
import city.auriga.iot.device.GroupTopics;
import city.auriga.iot.device.HeardApikeys;
import city.auriga.iot.device.Inventory;
import city.auriga.iot.device.Profiles;
import city.auriga.iot.device.ProvisioningListener;
import city.auriga.iot.device.Resources;
import city.auriga.iot.device.Senders;
import city.auriga.iot.device.SharedApikeys;
import city.auriga.iot.device.Shells;
import city.auriga.iot.http.CommandController;
import city.auriga.iot.http.DeadLetterController;
import city.auriga.iot.http.DeviceBatchController;
import city.auriga.iot.http.DeviceController;
import city.auriga.iot.http.DiscoveredConfigController;
import city.auriga.iot.http.GroupController;
import city.auriga.iot.http.HttpSettings;
import city.auriga.iot.http.InventoryController;
import city.auriga.iot.http.InventorySettings;
import city.auriga.iot.http.IotErrors;
import city.auriga.iot.http.LogLevelController;
import city.auriga.iot.http.MeasureController;
import city.auriga.iot.http.ResourceFilter;
import city.auriga.iot.http.SimulationController;
import city.auriga.iot.http.StatusController;
import city.auriga.iot.http.UnknownDeviceController;
import city.auriga.iot.http.WebhookController;
import city.auriga.iot.lazy.Questions;
import city.auriga.iot.mqtt.MqttSettings;
import city.auriga.iot.mqtt.MqttTopics;
import city.auriga.iot.mqtt.MqttTransport;
import city.auriga.iot.reading.ActivityLog;
import city.auriga.iot.reading.DeviceMemory;
import city.auriga.iot.reading.EntityWrites;
import city.auriga.iot.reading.Letters;
import city.auriga.iot.reading.ReadingMetrics;
import city.auriga.iot.reading.ReadingParts;
import city.auriga.iot.reading.ReadingSettings;
import city.auriga.iot.reading.ReadingWork;
import city.auriga.iot.reading.Readings;
import city.auriga.iot.reading.Replays;
import city.auriga.iot.reading.SilenceWatch;
import city.auriga.iot.reading.UnknownDevices;
import city.auriga.iot.remote.SpoolForwarder;
import city.auriga.iot.retrieval.ConfigurationAnswers;
import city.auriga.iot.retrieval.ConfigurationDispatch;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;

/** Puts the agent together, if the ports of the core are there. */
@AutoConfiguration(
        afterName = {
            "city.auriga.storage.config.StorageAutoConfiguration",
            "city.auriga.storage.device.DeviceStorageAutoConfiguration"
        })
@ConditionalOnProperty(name = "auriga.iot.enabled", matchIfMissing = true)
@EnableConfigurationProperties({IotSettings.class, DefaultProperties.class, MqttSettings.class})
@Import({
    CommandConfiguration.class,
    RemoteConfiguration.class,
    RetrievalConfiguration.class,
    LazyConfiguration.class,
    DiscoveryConfiguration.class,
    CommandController.class,
    GroupController.class,
    DeviceController.class,
    DeadLetterController.class,
    DiscoveredConfigController.class,
    DeviceBatchController.class,
    SimulationController.class,
    UnknownDeviceController.class,
    InventoryController.class,
    StatusController.class,
    LogLevelController.class,
    MeasureController.class,
    WebhookController.class,
    IotErrors.class
})
public class IotAutoConfiguration {
    /** How often another broker is told what never changes: somebody may delete an Entity there. */
    static final Duration REMOTE_CONSTANTS = Duration.ofHours(1);

    @Bean
    Profiles profiles(
            ProcessedContexts contexts, IotSettings settings, DefaultProperties defaults) {
        return new Profiles(contexts, defaults.members(), settings.maxUndeclared());
    }

    @Bean
    Senders senders(
            DeviceGroups groups,
            DeviceRegistry devices,
            Tenants tenants,
            Profiles profiles,
            IotSettings settings) {
        var senders =
                new Senders(
                        groups,
                        devices,
                        tenants,
                        profiles,
                        settings.cache(),
                        settings.unknownCache());
        senders.reload();
        return senders;
    }

    @Bean
    ReadingSettings readingSettings(IotSettings settings) {
        return new ReadingSettings(
                settings.partitions(),
                settings.queue(),
                settings.maxPayload(),
                settings.maxMeasures(),
                settings.inFlight(),
                settings.turns(),
                settings.deviceRate(),
                settings.deadLetters());
    }

    @Bean
    Letters letters(DeadLetters store, IotSettings settings, InstantSource clock) {
        return new Letters(store, settings.deadLetters(), settings.deadLetterAge(), clock);
    }

    @Bean
    ActivityLog activityLog(DeviceActivities store, IotSettings settings) {
        return new ActivityLog(store, settings.activity());
    }

    @Bean
    DeviceMemory deviceMemory(DeviceActivities store, ReadingSettings settings) {
        return new DeviceMemory(store, settings.turns());
    }

    @Bean
    SilenceWatch silenceWatch(
            DeviceSilences silences,
            EntityDevices devices,
            EntityWrites writes,
            Shells shells,
            InstantSource clock) {
        return new SilenceWatch(silences, devices, writes, shells, clock);
    }

    @Bean
    ReadingMetrics readingMetrics(MeterRegistry registry, Senders senders) {
        Gauge.builder("auriga.iot.devices.remembered", senders, Senders::remembered)
                .description("devices, known or not, that need no look at the database")
                .register(registry);
        return new ReadingMetrics(registry);
    }

    @Bean
    EntityWrites entityWrites(
            @Qualifier(AGENT_WRITER) MutationWriter writer,
            ReadingMetrics metrics,
            ReadingSettings settings,
            ObjectProvider<SpoolForwarder> remote) {
        return remote.getIfAvailable() == null
                ? new EntityWrites(writer, metrics, settings.inFlight())
                : new EntityWrites(writer, metrics, settings.inFlight(), REMOTE_CONSTANTS);
    }

    @Bean
    ReadingParts readingParts(
            Senders senders,
            HeardApikeys apikeys,
            EntityWrites writes,
            ReadingMetrics metrics,
            ActivityLog activity,
            DeviceMemory memory,
            Shells shells,
            CommandAnswers answers,
            CodecAnswers codecs,
            ConfigurationAnswers configurations,
            Questions questions,
            DiscoveredDevices discovered,
            ReadingSettings settings) {
        return new ReadingParts(
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
    }

    @Bean
    Readings readings(ReadingParts parts, Letters letters, ReadingMetrics metrics) {
        return new Readings(
                parts.settings(),
                new ReadingWork(parts, letters),
                metrics,
                parts.senders()::ordering);
    }

    @Bean
    Replays replays(DeadLetters letters, GroupTopics topics, ReadingParts parts) {
        return new Replays(letters, topics, parts);
    }

    @Bean
    UnknownDevices unknownDevices(DeadLetters letters, GroupTopics topics) {
        return new UnknownDevices(letters, topics);
    }

    @Bean
    MqttTransport mqttTransport(
            MqttSettings settings,
            @Value("${auriga.data.folder:data}") Path data,
            Readings readings,
            GroupTopics topics,
            Senders senders,
            InstantSource clock,
            CommandDispatch commands,
            ConfigurationDispatch configurations,
            MeterRegistry registry) {
        return new MqttTransport(
                settings,
                data.resolve("mqtt"),
                readings,
                new MqttTopics(topics, clock),
                senders::isKnown,
                (apikey, device) -> {
                    commands.heard(apikey, device);
                    configurations.heard(apikey, device);
                },
                registry);
    }

    @Bean
    Resources resources(DeviceGroups groups) {
        var resources = new Resources(groups);
        resources.reload();
        return resources;
    }

    /** Before the one that lets nothing else through on this port. */
    @Bean
    FilterRegistrationBean<ResourceFilter> resourceFilter(
            Resources resources, @Value("${auriga.http.south-port:7896}") int port) {
        var registration = new FilterRegistrationBean<>(new ResourceFilter(resources, port));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 2);
        return registration;
    }

    @Bean
    GroupTopics groupTopics(DeviceGroups groups, DiscoveredDevices discovered) {
        var topics = new GroupTopics(groups, discovered::of);
        topics.reload();
        return topics;
    }

    @Bean
    SmartInitializingSingleton sharedApikeys(DeviceGroups groups) {
        return new SharedApikeys(groups)::tell;
    }

    @Bean
    GroupProvisioning groupProvisioning(
            DeviceGroups groups,
            Tenants tenants,
            Senders senders,
            GroupTopics topics,
            ProvisioningListener listener) {
        return new GroupProvisioning(groups, tenants, senders, topics, listener);
    }

    @Bean
    DeviceProvisioning deviceProvisioning(
            DeviceRegistry devices,
            DeviceGroups groups,
            Tenants tenants,
            Senders senders,
            GroupTopics topics,
            ProvisioningListener listener) {
        return new DeviceProvisioning(devices, groups, tenants, senders, topics, listener);
    }

    @Bean
    DeviceDirectory deviceDirectory(
            DeviceProvisioning provisioning,
            DeviceRegistry devices,
            DeviceGroups groups,
            DeviceActivities activities,
            DeviceApikeys apikeys) {
        return new DeviceDirectory(provisioning, devices, groups, activities, apikeys);
    }

    @Bean
    EntityRemoval entityRemoval(
            DeviceProvisioning devices,
            EntityDevices entities,
            @Qualifier(AGENT_WRITER) MutationWriter writer,
            InstantSource clock) {
        return new EntityRemoval(devices, entities, writer, clock);
    }

    @Bean
    Inventory inventory(
            DeviceInventory store,
            Tenants tenants,
            Senders senders,
            GroupTopics topics,
            ProvisioningListener listener) {
        return new Inventory(store, tenants, senders, topics, listener);
    }

    @Bean
    FiwareMetrics fiwareMetrics(StatusController status) {
        return new FiwareMetrics(status::wasReady);
    }

    @Bean
    InventorySettings inventorySettings(IotSettings settings) {
        return new InventorySettings(settings.maxInventory());
    }

    @Bean
    HttpSettings iotHttpSettings(
            IotSettings settings, BrokerProperties broker, CommandProperties commands) {
        return new HttpSettings(
                settings.fallback(),
                settings.maxBody(),
                settings.maxPayload(),
                broker.maxNotification(),
                settings.maxList(),
                commands.commandPollSeparator(),
                broker.url() == null || broker.notifyUrl() != null,
                broker.url() == null);
    }

    @Bean
    @ConditionalOnMissingBean
    InstantSource iotClock() {
        return InstantSource.system();
    }
}
