package city.auriga.iot.config;

import city.auriga.core.device.DiscoveredConfigs;
import city.auriga.iot.device.DiscoveredDevices;
import city.auriga.iot.reading.ExplainedLetters;
import city.auriga.iot.reading.Replays;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts together what devices need that tell what they are. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DiscoveryProperties.class)
class DiscoveryConfiguration {
    @Bean
    DiscoveredDevices discoveredDevices(DiscoveredConfigs store, DiscoveryProperties properties) {
        return new DiscoveredDevices(store, properties.settings());
    }

    @Bean
    ExplainedLetters explainedLetters(DiscoveredDevices devices, Replays replays) {
        var letters = new ExplainedLetters(replays);
        devices.watch(letters);
        return letters;
    }
}
