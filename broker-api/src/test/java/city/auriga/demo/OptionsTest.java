package city.auriga.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

    @Test
    void haveDefaults() {
        assertThat(Options.parse(List.of()))
                .isEqualTo(
                        new Options(
                                500,
                                100,
                                60,
                                OptionalLong.empty(),
                                "http://localhost:1026",
                                "tcp://localhost:1883"));
    }

    @Test
    void takeValuesInBothForms() {
        var line = "--devices 7 --rate=9 --seconds 0 --seed=3 --url http://a:1/ --mqtt=ssl://b:2";
        assertThat(Options.parse(List.of(line.split(" "))))
                .isEqualTo(new Options(7, 9, 0, OptionalLong.of(3), "http://a:1", "ssl://b:2"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    --speed 3      -> unknown option --speed; ./auriga demo --help shows all
                    --rate         -> --rate needs a value
                    --rate fast    -> --rate: a whole number from 1 to 100000, not 'fast'
                    --devices 0    -> --devices: a whole number from 1 to 100000, not '0'
                    --url a:1026   -> --url: http://host:port, not 'a:1026'
                    --mqtt http://a -> --mqtt: tcp://host:port, not 'http://a'
                    """)
    void tellWhatIsWrong(String line, String message) {
        var arguments = List.of(line.split(" "));
        assertThatThrownBy(() -> Options.parse(arguments)).hasMessage(message);
    }
}
