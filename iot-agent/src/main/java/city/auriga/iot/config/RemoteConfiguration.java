package city.auriga.iot.config;

import city.auriga.core.device.BrokerSubscriptions;
import city.auriga.core.device.DeadLetters;
import city.auriga.core.device.DeviceGroups;
import city.auriga.core.device.DeviceRegistry;
import city.auriga.core.device.HeardChanges;
import city.auriga.core.device.Spool;
import city.auriga.core.entity.MutationWriter;
import city.auriga.iot.command.CommandMaking;
import city.auriga.iot.command.CommandNames;
import city.auriga.iot.device.CommandTargets;
import city.auriga.iot.device.Profiles;
import city.auriga.iot.http.HttpSettings;
import city.auriga.iot.http.NotificationController;
import city.auriga.iot.remote.BrokerClient;
import city.auriga.iot.remote.CommandSubscriptions;
import city.auriga.iot.remote.ForwardSettings;
import city.auriga.iot.remote.NotifiedChanges;
import city.auriga.iot.remote.SpoolForwarder;
import city.auriga.iot.remote.SpoolingWriter;
import city.auriga.iot.remote.SubscribeSettings;
import city.auriga.iot.retrieval.WatchedElsewhere;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where the agent writes: to the Entities of this process, or to those of another broker. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BrokerProperties.class)
class RemoteConfiguration {
    static final String AGENT_WRITER = "agentWriter";

    @Bean
    @ConditionalOnProperty("auriga.iot.broker.url")
    SpoolForwarder spoolForwarder(
            Spool spool,
            BrokerClient broker,
            DeadLetters letters,
            BrokerProperties properties,
            IotSettings settings,
            MeterRegistry registry,
            InstantSource clock) {
        return new SpoolForwarder(
                spool,
                broker,
                letters,
                ForwardSettings.of(
                        properties.batch(),
                        properties.everyValue(),
                        properties.giveUp(),
                        properties.remember(),
                        settings.deadLetters()),
                registry,
                clock);
    }

    @Bean
    @ConditionalOnProperty("auriga.iot.broker.url")
    NotifiedChanges notifiedChanges(
            BrokerSubscriptions subscriptions,
            HeardChanges heard,
            CommandMaking making,
            WatchedElsewhere watched,
            CommandNames names,
            InstantSource clock) {
        return new NotifiedChanges(subscriptions, heard, making, watched, names, clock);
    }

    @Bean
    @ConditionalOnProperty("auriga.iot.broker.url")
    CommandSubscriptions commandSubscriptions(
            BrokerSubscriptions store,
            CommandTargets targets,
            WatchedElsewhere watched,
            BrokerClient broker,
            NotifiedChanges commands,
            SpoolForwarder forwarder,
            BrokerProperties properties,
            InstantSource clock) {
        return new CommandSubscriptions(
                store,
                targets,
                watched,
                broker,
                commands,
                () -> forwarder.state().mine(),
                new SubscribeSettings(properties.notifyUrl()),
                clock);
    }

    @Bean
    @ConditionalOnProperty({"auriga.iot.broker.url", "auriga.iot.broker.notify-url"})
    NotificationController notificationController(NotifiedChanges commands, HttpSettings settings) {
        return new NotificationController(commands, settings);
    }

    @Bean
    CommandTargets commandTargets(DeviceGroups groups, DeviceRegistry devices, Profiles profiles) {
        return new CommandTargets(groups, devices, profiles);
    }

    /** Not the one of everybody else. */
    @Bean(name = AGENT_WRITER, defaultCandidate = false)
    MutationWriter agentWriter(
            ObjectProvider<MutationWriter> own,
            ObjectProvider<Spool> spool,
            ObjectProvider<SpoolForwarder> remote) {
        var forwarder = remote.getIfAvailable();
        return forwarder == null
                ? own.getObject()
                : new SpoolingWriter(spool.getObject(), forwarder::added);
    }
}
