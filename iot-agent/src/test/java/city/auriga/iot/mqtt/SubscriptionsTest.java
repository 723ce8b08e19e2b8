package city.auriga.iot.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubscriptionsTest {
    @TempDir Path folder;

    private Subscriptions subscriptions() {
        return new Subscriptions("tcp://town", folder.resolve("subscriptions.json"));
    }

    /** What the broker answers to one subscription, again and again. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 0, false",
        "0, 1, 1, false",
        "0, 0, 0, false",
        "0 1, 1, 0, false",
        "0 0, 1, 1, false",
        "128, 1, 0, true",
        "135 0, 1, 1, false",
        "0 128, 1, 1, true"
    })
    void countsThoseWithALowerQos(String codes, int qos, int weak, boolean refused) {
        var subscriptions = subscriptions();
        Arrays.stream(codes.split(" "))
                .map(Integer::valueOf)
                .forEach(code -> subscriptions.answered("a/#", code, qos));
        assertThat(subscriptions.weak()).isEqualTo(weak);
        assertThat(subscriptions.refused().contains("a/#")).isEqualTo(refused);
        subscriptions.ended(List.of("a/#"));
        assertThat(subscriptions.weak()).isZero();
    }

    @Test
    void forgetsThemWithTheSession() {
        var subscriptions = subscriptions();
        subscriptions.answered("a/#", 0, 1);
        assertThat(subscriptions.missing(Set.of("a/#"))).isEmpty();
        subscriptions.sessionIsNew();
        assertThat(subscriptions.weak()).isZero();
        assertThat(subscriptions.missing(Set.of("a/#"))).containsExactly("a/#");
    }
}
