package city.auriga.api.delivery;

import city.auriga.core.subscription.ChangeMatcher;
import city.auriga.core.subscription.SubscriptionIndex;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** What delivery shares with the rest. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class DeliveryConfiguration {
    private static final int CHORES = 6;

    @Bean
    SubscriptionIndex subscriptionIndex() {
        return new SubscriptionIndex();
    }

    /** All who want to know of changes. */
    @Bean
    @Primary
    ChangeMatcher changeMatcher(List<ChangeMatcher> matchers) {
        return change -> {
            var matched = new ArrayList<String>();
            matchers.forEach(matcher -> matched.addAll(matcher.match(change)));
            return matched;
        };
    }

    /**
     * What is done again and again must not wait for each other: the usual scheduler has one thread
     * for all that has a fixed delay.
     */
    @Bean
    ThreadPoolTaskScheduler taskScheduler() {
        var scheduler = new ThreadPoolTaskScheduler();
        scheduler.setPoolSize(CHORES);
        scheduler.setThreadNamePrefix("scheduling-");
        scheduler.setDaemon(true);
        return scheduler;
    }
}
