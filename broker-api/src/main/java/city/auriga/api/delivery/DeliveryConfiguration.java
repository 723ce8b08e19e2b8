package city.auriga.api.delivery;

import city.auriga.core.subscription.SubscriptionIndex;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/** What delivery shares with the rest. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class DeliveryConfiguration {
    @Bean
    SubscriptionIndex subscriptionIndex() {
        return new SubscriptionIndex();
    }
}
