package city.auriga.api.context;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.binding.Origin;
import city.auriga.api.config.HttpSettings;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which URLs lead to this broker, so that it need not ask itself over HTTP. */
class OwnUrlTest {
    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            nullValues = "none",
            textBlock =
                    """
                    http://h/ngsi-ld/v1/jsonldContexts/urn:uuid:1            -> urn:uuid:1
                    https://h:8443/ngsi-ld/v1/jsonldContexts/urn%3Auuid%3A1  -> urn:uuid:1
                    http://h/behind/a/proxy/ngsi-ld/v1/jsonldContexts/x      -> x
                    http://h/ngsi-ld/v1/jsonldContexts/a+b                   -> a+b
                    http://h/ngsi-ld/v1/jsonldContexts/                      -> none
                    http://h/ngsi-ld/v1/jsonldContexts/x/y                   -> none
                    http://h/ngsi-ld/v1/jsonldContexts/x?details=true        -> none
                    http://h/ngsi-ld/v1/entities/x                           -> none
                    http://h/?u=/ngsi-ld/v1/jsonldContexts/x                 -> none
                    ftp://h/ngsi-ld/v1/jsonldContexts/x                      -> none
                    """)
    void knowsTheFormOfItsUrls(String url, String id) {
        assertThat(OwnUrl.parse(url).map(OwnUrl::id).orElse(null)).isEqualTo(id);
    }

    /** A client that asked for broker.city:1026 and came in by port 1026; port 8080 is not ours. */
    @ParameterizedTest
    @CsvSource({
        "broker.city:1026, true",
        "BROKER.city:1026, true",
        "broker.city, false",
        "broker.city:8080, false",
        "localhost:1026, true",
        "127.0.0.1:1026, true",
        "[::1]:1026, true",
        "localhost:8080, false",
        "localhost, false",
        "public.example, true",
        "other.example, false"
    })
    void knowsItsHosts(String authority, boolean ours) {
        var http = new HttpSettings(1026, null, 0, 0, URI.create("https://public.example/"));
        var origin = new Origin("http://broker.city:1026", "broker.city:1026", 1026);
        assertThat(new OwnUrl(authority, "x").leadsHere(http, origin)).isEqualTo(ours);
        assertThat(http.publicUrl()).hasToString("https://public.example");
    }
}
