package city.auriga.iot.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArrivalTimesTest {
    @Test
    void noTwoAreTheSameThoughTheClockStandsStillOrGoesBack() {
        var clock =
                new ArrayDeque<>(
                        Stream.of(
                                        "0.000001900",
                                        "0.000001950",
                                        "0.000003",
                                        "0.000001",
                                        "9.000005",
                                        "0.1")
                                .map(time -> Instant.parse("2026-05-01T10:00:0" + time + "Z"))
                                .toList());
        var times = new ArrivalTimes(clock::remove);
        var told = Stream.generate(times::next).limit(6).map(Instant::toString).toList();
        assertThat(told)
                .isEqualTo(
                        List.of(
                                "2026-05-01T10:00:00.000001Z",
                                "2026-05-01T10:00:00.000002Z",
                                "2026-05-01T10:00:00.000003Z",
                                "2026-05-01T10:00:00.000004Z",
                                "2026-05-01T10:00:09.000005Z",
                                "2026-05-01T10:00:00.100Z"));
    }
}
