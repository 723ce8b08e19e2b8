package city.auriga.api.delivery;

import city.auriga.core.subscription.ChangeMatcher;
import city.auriga.core.subscription.NotificationSink;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class NoDelivery {
    @Bean
    ChangeMatcher matcher() {
        return change -> List.of();
    }

    @Bean
    NotificationSink sink() {
        return pending -> {};
    }
}
