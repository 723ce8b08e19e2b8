package city.auriga.iot.lazy;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.model.Tenant;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacesTest {
    /** Of eight; a tenant with a minus gives one back. */
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    a a a a a a,         + + + + - -
                    a a a a b b b c c,   + + + + + + - + -
                    a a a a b b c d,     + + + + + + + +
                    a a a a a -a -a a a, + + + + - - - + +
                    """)
    void leaveAsManyToOthersAsOneTenantHas(String steps, String expected) {
        var places = new Places(8);
        assertThat(
                        Arrays.stream(steps.split(" "))
                                .map(step -> step(places, step))
                                .collect(Collectors.joining(" ")))
                .isEqualTo(expected);
    }

    private static String step(Places places, String step) {
        if (step.startsWith("-")) {
            places.giveBack(new Tenant(step.substring(1)));
            return "-";
        }
        return places.tryTake(new Tenant(step)) ? "+" : "-";
    }
}
