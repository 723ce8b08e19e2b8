package city.auriga.iot.config;

import static city.auriga.iot.config.IotAutoConfiguration.REMOTE_CONSTANTS;
import static city.auriga.iot.config.RemoteConfiguration.AGENT_WRITER;

import city.auriga.core.device.Commands;
import city.auriga.core.device.DeviceApikeys;
import city.auriga.core.device.DeviceGroups;
import city.auriga.core.device.DeviceHomes;
import city.auriga.core.device.DeviceRegistry;
import city.auriga.core.entity.MutationWriter;
import city.auriga.iot.command.CodecAnswers;
import city.auriga.iot.command.CodecWay;
import city.auriga.iot.command.CommandAnswers;
import city.auriga.iot.command.CommandClient;
import city.auriga.iot.command.CommandDispatch;
import city.auriga.iot.command.CommandMaking;
import city.auriga.iot.command.CommandMetrics;
import city.auriga.iot.command.CommandNames;
import city.auriga.iot.command.CommandOperations;
import city.auriga.iot.command.CommandPublisher;
import city.auriga.iot.command.CommandReceiver;
import city.auriga.iot.command.CommandSettings;
import city.auriga.iot.command.CommandStates;
import city.auriga.iot.command.CommandUpkeep;
import city.auriga.iot.command.CommandWay;
import city.auriga.iot.command.CommandWays;
import city.auriga.iot.command.DeviceTopics;
import city.auriga.iot.command.HeardTopics;
import city.auriga.iot.command.IdleDevices;
import city.auriga.iot.command.MqttWay;
import city.auriga.iot.command.ProvisionedCommands;
import city.auriga.iot.command.PushWay;
import city.auriga.iot.device.DeviceProvisioning;
import city.auriga.iot.device.EntityDevices;
import city.auriga.iot.device.GroupTopics;
import city.auriga.iot.device.HeardApikeys;
import city.auriga.iot.device.Homes;
import city.auriga.iot.device.LazyTargets;
import city.auriga.iot.device.Profiles;
import city.auriga.iot.device.ReverseTargets;
import city.auriga.iot.device.Shells;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts together what commands need. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CommandProperties.class)
class CommandConfiguration {
    @Bean
    CommandSettings commandSettings(CommandProperties properties) {
        return properties.settings();
    }

    @Bean
    CommandNames commandNames(
            ObjectProvider<DeviceGroups> groups,
            ObjectProvider<DeviceRegistry> devices,
            ObjectProvider<Profiles> profiles,
            DefaultProperties defaults) {
        return new CommandNames(
                groups::getObject,
                devices::getObject,
                () -> profiles.getObject().timely(),
                () ->
                        new ReverseTargets(
                                groups.getObject(), devices.getObject(), profiles.getObject()),
                defaults.jsonldContext());
    }

    @Bean
    Homes homes(DeviceHomes store) {
        return new Homes(store);
    }

    @Bean
    EntityDevices entityDevices(
            DeviceGroups groups,
            DeviceRegistry devices,
            Homes homes,
            Profiles profiles,
            InstantSource clock) {
        return new EntityDevices(groups, devices, homes, profiles, clock);
    }

    @Bean
    Shells shells(
            @Qualifier(AGENT_WRITER) MutationWriter writer,
            Homes homes,
            BrokerProperties broker,
            InstantSource clock) {
        return broker.url() == null
                ? new Shells(writer, homes, clock)
                : new Shells(writer, homes, clock, REMOTE_CONSTANTS);
    }

    @Bean
    CommandMetrics commandMetrics(MeterRegistry registry) {
        return new CommandMetrics(registry);
    }

    @Bean
    CommandStates commandStates(
            @Qualifier(AGENT_WRITER) MutationWriter writer,
            Commands commands,
            Shells shells,
            CommandMetrics metrics,
            CommandProperties properties) {
        return new CommandStates(writer, commands, shells, metrics, properties.commandExpired());
    }

    @Bean
    IdleDevices idleDevices() {
        return new IdleDevices();
    }

    @Bean
    HeardTopics heardTopics() {
        return new HeardTopics();
    }

    @Bean
    CodecAnswers codecAnswers(
            Commands commands,
            CommandStates states,
            IdleDevices idle,
            HeardTopics heard,
            ObjectProvider<CommandPublisher> publisher) {
        return new CodecAnswers(commands, states, idle, heard, publisher::getObject);
    }

    @Bean
    HeardApikeys heardApikeys(DeviceApikeys store) {
        return new HeardApikeys(store);
    }

    @Bean
    DeviceTopics deviceTopics(
            ObjectProvider<CommandPublisher> publisher,
            HeardApikeys apikeys,
            CommandSettings settings) {
        return new DeviceTopics(publisher::getObject, apikeys, settings);
    }

    /** The first that serves a device is its way. */
    @Bean
    CommandWays commandWays(
            DeviceTopics own,
            GroupTopics topics,
            HeardTopics heard,
            ObjectProvider<CommandPublisher> publisher,
            ObjectProvider<CommandClient> client,
            CommandSettings settings,
            InstantSource clock) {
        var ways = new ArrayList<CommandWay>();
        ways.add(new CodecWay(topics, heard, publisher::getObject, clock));
        ways.add(new MqttWay(publisher::getObject, own, settings, clock));
        client.ifAvailable(c -> ways.add(new PushWay(c, settings, clock)));
        return new CommandWays(ways);
    }

    @Bean
    CommandDispatch commandDispatch(
            EntityDevices devices,
            Commands commands,
            CommandStates states,
            CommandWays ways,
            IdleDevices idle,
            InstantSource clock) {
        return new CommandDispatch(devices, commands, states, ways, idle, clock);
    }

    @Bean
    CommandUpkeep commandUpkeep(
            EntityDevices devices,
            Commands commands,
            CommandStates states,
            CommandSettings settings,
            CommandMetrics metrics,
            InstantSource clock) {
        return new CommandUpkeep(devices, commands, states, settings, metrics, clock);
    }

    @Bean
    CommandMaking commandMaking(
            EntityDevices devices,
            Commands commands,
            CommandStates states,
            CommandDispatch dispatch,
            CommandSettings settings,
            CommandMetrics metrics,
            InstantSource clock) {
        return new CommandMaking(devices, commands, states, dispatch, settings, metrics, clock);
    }

    @Bean
    CommandReceiver commandReceiver(CommandMaking making) {
        return new CommandReceiver(making);
    }

    @Bean
    CommandAnswers commandAnswers(
            Commands commands,
            CommandStates states,
            CommandDispatch dispatch,
            EntityDevices devices) {
        return new CommandAnswers(commands, states, dispatch, devices);
    }

    @Bean
    ProvisionedCommands provisionedCommands(
            CommandNames names,
            LazyTargets lazy,
            DeviceRegistry registry,
            EntityDevices devices,
            Shells shells) {
        return new ProvisionedCommands(names, lazy, registry, devices, shells);
    }

    @Bean
    CommandOperations commandOperations(
            DeviceProvisioning provisioning,
            EntityDevices devices,
            Commands commands,
            CommandStates states,
            InstantSource clock) {
        return new CommandOperations(provisioning, devices, commands, states, clock);
    }
}
