package city.auriga.iot.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DeviceGroups;
import city.auriga.iot.device.Senders.Answer;
import city.auriga.iot.reading.InMemoryStores;
import city.auriga.iot.reading.TestAgent;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SameApikeysTest {
    /** What changes at a time, one time after the other; and which are the same then. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = ";",
            textBlock =
                    """
                                      ; a b c
                    a>b               ; ab c
                    a>b -             ; ab c
                    a>b b>c           ; abc
                    a>b - b>c         ; abc
                    a>b - b>a         ; ab c
                    a>b - c>b         ; a bc
                    a>b - b>a a>c     ; abc
                    a>b,c>d           ; ab cd
                    a>b - c>a c>d     ; b acd
                    c>a - a>b - b>a   ; abc
                    a>b - c>a - b>a   ; ab c
                    """)
    void areThoseOfTheSameDevices(String times, String expected) {
        var groups = new InMemoryStores().groups;
        var same = new SameApikeys(groups);
        for (var time : times == null ? new String[0] : times.strip().split(" ")) {
            groups.all.clear();
            for (var change : time.equals("-") ? new String[0] : time.split(",")) {
                groups.all.add(group(change.substring(0, 1), change.substring(2)));
            }
            same.load();
        }
        for (var together : expected.strip().split(" ")) {
            for (var one : together.split("")) {
                for (var other : "abcd".split("")) {
                    assertThat(same.first(one).equals(same.first(other)))
                            .as(one + " and " + other)
                            .isEqualTo(together.contains(other));
                }
            }
        }
    }

    /** The database may be asked for long, or be broken. */
    @Test
    void whatIsGoneIsForgottenWhateverTheyAre() {
        try (var agent = new TestAgent()) {
            agent.group("/iot/json", "own", "{}");
            var broken =
                    (DeviceGroups)
                            Proxy.newProxyInstance(
                                    getClass().getClassLoader(),
                                    new Class<?>[] {DeviceGroups.class},
                                    (_, method, arguments) -> {
                                        if (method.getName().equals("nextApikeys")) {
                                            throw new IllegalStateException("broken");
                                        }
                                        return method.invoke(agent.stores.groups, arguments);
                                    });
            var senders =
                    new Senders(
                            broken,
                            agent.stores.devices,
                            agent.stores.tenants,
                            agent.profiles,
                            Duration.ofHours(1),
                            Duration.ofHours(1));
            assertThat(senders.find("/iot/json", "own", "1")).isInstanceOf(Answer.Found.class);
            agent.stores.groups.all.clear();
            agent.stores.devices.all.clear();
            assertThatIllegalStateException().isThrownBy(senders::groupsChanged);
            assertThat(senders.find("/iot/json", "own", "1")).isNotInstanceOf(Answer.Found.class);
        }
    }

    private static DeviceGroup group(String apikey, String next) {
        var document = TestAgent.json("{}").put(DeviceGroup.NEXT_APIKEY, next);
        return new DeviceGroup(TestAgent.TENANT, "/", "", apikey, document);
    }
}
