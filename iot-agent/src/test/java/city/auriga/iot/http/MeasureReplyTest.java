package city.auriga.iot.http;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.DeviceCommand;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.model.Tenant;
import city.auriga.iot.payload.Protocol;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class MeasureReplyTest {
    /** The first two are of one name. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            quoteCharacter = '`',
            textBlock =
                    """
                    JSON       ; # ; 1   ; "a"  ; false ; {"open":"a","shut":false}
                    JSON       ; | ; 1   ; " "  ; ""    ; {"open":1}
                    JSON       ; # ; ""  ; ""   ; ""    ; {}
                    JSON       ; # ; 0   ; null ; {}    ; {"open":null,"shut":{}}
                    ULTRALIGHT ; # ; 1   ; ""   ; 2     ; d1@open|1#d1@open|#d1@shut|2
                    ULTRALIGHT ; | ; 1   ; 3    ; 2     ; d1@open|1|d1@open|3|d1@shut|2
                    """)
    void hasWhatTheDeviceFetches(
            Protocol protocol,
            String separator,
            String first,
            String second,
            String other,
            String body) {
        var commands =
                List.of(command("open", first), command("open", second), command("shut", other));
        assertThat(MeasureReply.success(protocol, Duration.ZERO, commands, separator).getBody())
                .isEqualTo(body);
    }

    private static DeviceCommand command(String name, String value) {
        return DeviceCommand.pending(
                UUID.randomUUID(),
                new Address(new Tenant("city"), "/", "key", "d1"),
                "urn:ngsi-ld:Gate:d1",
                name,
                null,
                JsonMapper.shared().readTree(value),
                Instant.EPOCH,
                Instant.EPOCH,
                null);
    }
}
