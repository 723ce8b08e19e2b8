package city.auriga.iot.config;

import city.auriga.core.device.ConfigurationSubscriptions;
import city.auriga.core.entity.EntityStore;
import city.auriga.iot.command.CommandClient;
import city.auriga.iot.command.CommandPublisher;
import city.auriga.iot.command.CommandSettings;
import city.auriga.iot.command.DeviceTopics;
import city.auriga.iot.device.EntityDevices;
import city.auriga.iot.retrieval.ConfigurationAnswers;
import city.auriga.iot.retrieval.ConfigurationDispatch;
import city.auriga.iot.retrieval.ConfigurationSending;
import city.auriga.iot.retrieval.ConfigurationSource;
import city.auriga.iot.retrieval.StoredConfiguration;
import city.auriga.iot.retrieval.WatchedChanges;
import city.auriga.iot.retrieval.WatchedElsewhere;
import city.auriga.iot.retrieval.WatchedNames;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts together how devices learn what their Entities say. */
@Configuration(proxyBeanMethods = false)
class RetrievalConfiguration {
    @Bean
    WatchedNames watchedNames(ObjectProvider<ConfigurationSubscriptions> subscriptions) {
        return new WatchedNames(subscriptions::getObject);
    }

    @Bean
    WatchedChanges watchedChanges(
            ConfigurationSubscriptions subscriptions, WatchedNames names, InstantSource clock) {
        return new WatchedChanges(subscriptions, names, clock);
    }

    @Bean
    WatchedElsewhere watchedElsewhere(
            ConfigurationSubscriptions subscriptions, WatchedNames names, InstantSource clock) {
        return new WatchedElsewhere(subscriptions, names, clock);
    }

    /** Entities that are elsewhere are read there. */
    @Bean
    ConfigurationSending configurationSending(
            ObjectProvider<ConfigurationSource> elsewhere,
            ObjectProvider<EntityStore> entities,
            ObjectProvider<CommandPublisher> publisher,
            DeviceTopics topics,
            ObjectProvider<CommandClient> client,
            CommandSettings settings,
            InstantSource clock) {
        return new ConfigurationSending(
                elsewhere.getIfAvailable(
                        () -> new StoredConfiguration(entities.getObject(), clock)),
                publisher::getObject,
                topics,
                client.getIfAvailable(),
                settings,
                clock);
    }

    @Bean
    ConfigurationDispatch configurationDispatch(
            EntityDevices devices,
            ConfigurationSubscriptions subscriptions,
            ConfigurationSending sending,
            InstantSource clock) {
        return new ConfigurationDispatch(devices, subscriptions, sending, clock);
    }

    private static int mostWatched(BrokerProperties broker) {
        if (broker.url() == null) {
            return Integer.MAX_VALUE;
        }
        return broker.notifyUrl() == null ? 0 : broker.maxWatched();
    }

    @Bean
    ConfigurationAnswers configurationAnswers(
            EntityDevices devices,
            ConfigurationSubscriptions subscriptions,
            WatchedNames names,
            ConfigurationDispatch dispatch,
            ConfigurationSending sending,
            BrokerProperties broker) {
        return new ConfigurationAnswers(
                devices, subscriptions, names, dispatch, sending, mostWatched(broker));
    }
}
