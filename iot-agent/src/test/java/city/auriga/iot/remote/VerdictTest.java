package city.auriga.iot.remote;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.iot.remote.BrokerClient.Answer;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            quoteCharacter = '~',
            textBlock =
                    """
                    200 | - | -   | Taken[]
                    201 | - | -   | Taken[]
                    204 | - | -   | Taken[]
                    207 | {"success":["urn:a"],"errors":[]} | - | Taken[]
                    207 | {"success":[],"errors":[]} | - | Refused[reason=the broker answered 207: {"success":[],"errors":[]}]
                    207 | {"failures":["urn:a"]} | - | Refused[reason=the broker answered 207: {"failures":["urn:a"]}]
                    207 | [{"status":400}] | - | Refused[reason=the broker answered 207: [{"status":400}]]
                    207 | {"errors":[{"entityId":"urn:a","error":{"status":400}}]} | - | Partly[refused={urn:a=the broker answered: {"status":400}}, later={}]
                    207 | {"errors":[{"entityId":"urn:a","error":{"status":503}}]} | - | Partly[refused={}, later={urn:a=the broker answered: {"status":503}}]
                    207 | {"errors":[{"entityId":"urn:a","error":{"type":"https://uri.etsi.org/ngsi-ld/errors/InternalError"}}]} | - | Partly[refused={}, later={urn:a=the broker answered: {"type":"https://uri.etsi.org/ngsi-ld/errors/InternalError"}}]
                    207 | {"errors":[{"error":{"status":400}}]} | - | Refused[reason=the broker answered 207: {"errors":[{"error":{"status":400}}]}]
                    207 | {"errors":[ | - | Refused[reason=the broker answered 207: {"errors":[]
                    400 | {"detail":"no"} | - | Refused[reason=the broker answered 400: {"detail":"no"}]
                    400 | {"detail":"n | -  | Refused[reason=the broker answered 400: {"detail":"n]
                    409 | [] | -    | Refused[reason=the broker answered 409: []]
                    400 | no  | -   | Failed[reason=the broker answered 400: no]
                    409 | <p>no</p> | - | Failed[reason=the broker answered 409: <p>no</p>]
                    400 | -   | -   | Failed[reason=the broker answered 400]
                    200 | <html> | - | Later[reason=the broker answered 200: <html>, pause=null]
                    413 | -   | -   | Refused[reason=the broker answered 413]
                    422 | -   | -   | Failed[reason=the broker answered 422]
                    301 | -   | -   | Later[reason=the broker answered 301, pause=null]
                    401 | -   | -   | Later[reason=the broker answered 401, pause=null]
                    403 | -   | -   | Later[reason=the broker answered 403, pause=null]
                    404 | -   | -   | Later[reason=the broker answered 404, pause=null]
                    429 | -   | 7   | Later[reason=the broker answered 429, pause=PT7S]
                    429 | -   | x   | Later[reason=the broker answered 429, pause=null]
                    500 | oh  | -   | Failed[reason=the broker answered 500: oh]
                    500 | -   | 7   | Later[reason=the broker answered 500, pause=PT7S]
                    501 | -   | -   | Later[reason=the broker answered 501, pause=null]
                    502 | -   | -   | Later[reason=the broker answered 502, pause=null]
                    504 | -   | -   | Later[reason=the broker answered 504, pause=null]
                    503 | -   | Fri, 01 May 2026 10:02:00 GMT | Later[reason=the broker answered 503, pause=PT2M]
                    503 | -   | Fri, 01 May 2026 09:00:00 GMT | Later[reason=the broker answered 503, pause=null]
                    503 | -   | 999999 | Later[reason=the broker answered 503, pause=PT1H]
                    """)
    void judges(int status, String body, String retryAfter, String verdict) {
        var answer = new Answer(status, body == null ? "" : body, retryAfter);
        assertThat(Verdict.of(answer, NOW)).hasToString(verdict);
    }
}
