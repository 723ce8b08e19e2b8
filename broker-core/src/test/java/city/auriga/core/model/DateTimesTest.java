package city.auriga.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.core.problem.NgsiLdException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DateTimesTest {
    private static final DateTimeFormatter FIXED =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final long FIRST_SECOND = -62_135_596_800L;
    private static final long LAST_SECOND = 253_402_300_799L;

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    2026-05-01T10:00:00Z,       2026-05-01T10:00:00.000000Z
                    2026-05-01T10:00:00.5Z,     2026-05-01T10:00:00.500000Z
                    2024-02-29T23:59:59.000001Z, 2024-02-29T23:59:59.000001Z
                    0001-01-01T00:00:00Z,       0001-01-01T00:00:00.000000Z
                    9999-12-31T23:59:59.999999Z, 9999-12-31T23:59:59.999999Z
                    """)
    void formatsInAFixedWidth(String time, String fixed) {
        assertThat(DateTimes.formatFixed(Instant.parse(time))).isEqualTo(fixed);
    }

    /** 4.6.3: the same instant in another form is the same, and the shortest form is shown. */
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    2026-05-01T10:00:00Z,        2026-05-01T10:00:00Z
                    2026-05-01T10:00:00.000Z,    2026-05-01T10:00:00Z
                    2026-05-01T10:00:00.5Z,      2026-05-01T10:00:00.500Z
                    2026-05-01T10:00:00.123456Z, 2026-05-01T10:00:00.123456Z
                    """)
    void showsTheShortestForm(String text, String shown) {
        assertThat(DateTimes.format(DateTimes.parse(text, "observedAt"))).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-05-01",
                "2026-05-01T10:00:00",
                "2026-05-01T10:00Z",
                "2026-05-01T10:00:00+00:00",
                "2026-05-01T10:00:00+02:00",
                "2026-05-01T10:00:00z",
                "2026-05-01 10:00:00Z",
                "2026-05-01T10:00:00.Z",
                "2026-05-01T10:00:00.1234567Z",
                "2026-02-29T10:00:00Z",
                "2026-13-01T10:00:00Z",
                "2026-05-01T24:00:00Z",
                "2026-05-01T10:60:00Z",
                "26-05-01T10:00:00Z",
                "+12026-05-01T10:00:00Z"
            })
    void refuses(String text) {
        assertThatThrownBy(() -> DateTimes.parse(text, "observedAt"))
                .isInstanceOfSatisfying(
                        NgsiLdException.class, e -> assertThat(e.member()).isEqualTo("observedAt"));
    }

    @Property
    void whatIsFormattedIsReadAgain(
            @ForAll @LongRange(min = FIRST_SECOND, max = LAST_SECOND) long second,
            @ForAll @IntRange(max = 999_999) int micros) {
        var time = Instant.ofEpochSecond(second, micros * 1000L);

        assertThat(DateTimes.formatFixed(time)).isEqualTo(FIXED.format(time));
        assertThat(DateTimes.find(DateTimes.formatFixed(time))).contains(time);
        assertThat(DateTimes.format(time)).isEqualTo(time.toString());
    }
}
