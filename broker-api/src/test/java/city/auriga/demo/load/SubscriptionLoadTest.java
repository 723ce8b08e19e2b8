package city.auriga.demo.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SubscriptionLoadTest {

    @Test
    void wantsOtherTypesEntitiesAndAttributesByTurns() {
        assertThat(SubscriptionLoad.subscription(0)).contains("\"Unseen0\"");
        assertThat(SubscriptionLoad.subscription(1)).contains(":elsewhere:000001\"");
        assertThat(SubscriptionLoad.subscription(2))
                .contains("\"watchedAttributes\":[\"temperature\"]");
    }

    @Test
    void neverMeansTheAttributeThatUpdatesChange() {
        assertThat(IntStream.range(0, 100).mapToObj(SubscriptionLoad::subscription))
                .doesNotHaveDuplicates()
                .noneMatch(subscription -> subscription.contains("intensity"));
    }
}
