package city.auriga.storage.device;

import city.auriga.core.device.BrokerSubscriptions;
import city.auriga.core.device.CommandListener;
import city.auriga.core.device.Commands;
import city.auriga.core.device.ConfigurationListener;
import city.auriga.core.device.ConfigurationSubscriptions;
import city.auriga.core.device.DeadLetters;
import city.auriga.core.device.DeviceActivities;
import city.auriga.core.device.DeviceApikeys;
import city.auriga.core.device.DeviceGroups;
import city.auriga.core.device.DeviceHomes;
import city.auriga.core.device.DeviceInventory;
import city.auriga.core.device.DeviceListener;
import city.auriga.core.device.DeviceRegistry;
import city.auriga.core.device.DeviceSilences;
import city.auriga.core.device.DiscoveredConfigs;
import city.auriga.core.device.HeardChanges;
import city.auriga.core.device.QuestionListener;
import city.auriga.core.device.QuestionNews;
import city.auriga.storage.config.StorageAutoConfiguration;
import city.auriga.storage.news.Channel;
import city.auriga.storage.sql.Database;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Makes the ports of the IoT agent out of PostgreSQL. */
@AutoConfiguration(after = StorageAutoConfiguration.class)
public class DeviceStorageAutoConfiguration {
    @Bean
    DeviceRegistry deviceRegistry(Database database) {
        return new JdbcDeviceRegistry(database);
    }

    @Bean
    DeviceGroups deviceGroups(Database database) {
        return new JdbcDeviceGroups(database);
    }

    @Bean
    DeviceActivities deviceActivities(Database database) {
        return new JdbcDeviceActivities(database);
    }

    @Bean
    DeviceSilences deviceSilences(Database database) {
        return new JdbcDeviceSilences(database);
    }

    @Bean
    DeviceHomes deviceHomes(Database database) {
        return new JdbcDeviceHomes(database);
    }

    @Bean
    DiscoveredConfigs discoveredConfigs(Database database) {
        return new JdbcDiscoveredConfigs(database);
    }

    @Bean
    DeviceApikeys deviceApikeys(Database database) {
        return new JdbcDeviceApikeys(database);
    }

    @Bean
    DeviceInventory deviceInventory(Database database) {
        return new JdbcDeviceInventory(database);
    }

    @Bean
    Channel deviceChannel(ObjectProvider<DeviceListener> agents) {
        return DeviceNews.channel(agents);
    }

    @Bean
    Commands commands(Database database) {
        return new JdbcCommands(database);
    }

    @Bean
    Channel commandChannel(ObjectProvider<CommandListener> senders) {
        return CommandNews.channel(senders);
    }

    @Bean
    ConfigurationSubscriptions configurationSubscriptions(Database database) {
        return new JdbcConfigurationSubscriptions(database);
    }

    @Bean
    Channel configurationChannel(ObjectProvider<ConfigurationListener> agents) {
        return ConfigurationNews.channel(agents);
    }

    @Bean
    QuestionNews questionNews(Database database) {
        return new JdbcQuestionNews(database);
    }

    @Bean
    Channel questionChannel(ObjectProvider<QuestionListener> agents) {
        return JdbcQuestionNews.channel(agents);
    }

    @Bean
    DeadLetters deadLetters(Database database) {
        return new JdbcDeadLetters(database);
    }

    @Bean
    BrokerSubscriptions brokerSubscriptions(Database database) {
        return new JdbcBrokerSubscriptions(database);
    }

    @Bean
    HeardChanges heardChanges(Database database) {
        return new JdbcHeardChanges(database);
    }
}
