package city.auriga.iot.reading;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.iot.payload.Measure;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;

class LastMeasureTest {
    @ParameterizedTest
    @CsvSource({"8151, 8192", "8152, -1"})
    void keepsNoMoreThanIsGoodForLookingAt(int value, int kept) {
        var text = JsonNodeFactory.instance.stringNode("x".repeat(value));
        var measure = LastMeasure.text(new Measure(Map.of("t", text), null));
        assertThat(measure == null ? -1 : measure.length()).isEqualTo(kept);
    }
}
