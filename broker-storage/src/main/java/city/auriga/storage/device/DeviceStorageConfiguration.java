package city.auriga.storage.device;

import city.auriga.core.device.DeadLetters;
import city.auriga.core.device.DeviceGroups;
import city.auriga.core.device.DeviceRegistry;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The adapters of this package; they commit by themselves, whatever the pool's auto-commit. */
@Configuration(proxyBeanMethods = false)
public class DeviceStorageConfiguration {
    @Bean
    DeviceRegistry deviceRegistry(DataSource connections) {
        return new JdbcDeviceRegistry(JdbcClient.create(connections), transactions(connections));
    }

    @Bean
    DeviceGroups deviceGroups(DataSource connections) {
        return new JdbcDeviceGroups(JdbcClient.create(connections), transactions(connections));
    }

    @Bean
    DeadLetters deadLetters(DataSource connections) {
        return new JdbcDeadLetters(JdbcClient.create(connections), transactions(connections));
    }

    private static TransactionTemplate transactions(DataSource connections) {
        return new TransactionTemplate(new JdbcTransactionManager(connections));
    }
}
