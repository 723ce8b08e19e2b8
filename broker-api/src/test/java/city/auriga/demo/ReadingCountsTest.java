package city.auriga.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadingCountsTest {

    @Test
    void addUpAllTransportsAndReasons() {
        var metrics =
                """
                # TYPE auriga_iot_readings_committed_total counter
                auriga_iot_readings_committed_total{transport="http"} 3.0
                auriga_iot_readings_committed_total{transport="mqtt"} 1.2E7
                auriga_iot_readings_refused_total{reason="syntax",transport="mqtt"} 2.0
                auriga_iot_readings_committed_total_other 9.0
                """;
        assertThat(ReadingCounts.parse(metrics)).isEqualTo(new ReadingCounts(12_000_003, 2));
    }

    @Test
    void areZeroBeforeTheFirstReading() {
        assertThat(ReadingCounts.parse("")).isEqualTo(new ReadingCounts(0, 0));
    }
}
