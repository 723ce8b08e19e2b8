package city.auriga.storage.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpoolSettingsTest {
    @ParameterizedTest
    @CsvSource({"0, 80, rows", "1, 0, share", "1, 101, share"})
    void refusesWhatMakesNoSense(long rows, int share, String member) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SpoolSettings(rows, share))
                .withMessageStartingWith("auriga.iot.spool." + member + ": ");
    }

    @Test
    void oneTenantMayHaveAll() {
        assertThat(new SpoolSettings(1, 100).share()).isEqualTo(100);
    }
}
