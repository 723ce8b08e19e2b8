package city.auriga.api.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.Api;
import city.auriga.api.ApiTest;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Context Source Identity (5.15, 6.33). */
class SourceIdentityTest extends ApiTest {
    private static final String PATH = "/info/sourceIdentity";

    private static JsonNode of(Api client) {
        return client.get(PATH).is(200).json();
    }

    @Test
    void tellsWhichContextSourceThisIs() {
        var identity = of(Api.ofDefaultTenant());
        assertThat(identity.path("type").asString()).isEqualTo("ContextSourceIdentity");
        assertThat(identity.path("id").asString()).startsWith("urn:ngsi-ld:ContextSourceIdentity:");
        assertThat(identity.path("contextSourceAlias").asString()).startsWith("auriga-");
        assertThat(identity.path("contextSourceUptime").asString())
                .matches("P\\d+DT\\d+H\\d+M\\d+S");
        assertThat(Instant.parse(identity.path("contextSourceTimeAt").asString())).isNotNull();
        assertThat(of(Api.ofDefaultTenant()).path("id")).isEqualTo(identity.path("id"));
    }

    @Test
    void isAnotherOneForEachTenantBeItThereOrNot() {
        var mine = of(api);
        var other = of(Api.ofDefaultTenant());
        assertThat(mine.path("contextSourceAlias").asString())
                .isEqualTo(other.path("contextSourceAlias").asString() + "-" + tenant);
        assertThat(mine.path("id")).isNotEqualTo(other.path("id"));
    }

    @Test
    void carriesItsContextAsOtherAnswersDo() {
        assertThat(api.get(PATH).header("Link")).contains("json-ld#context");
        var linked = api.accepting("application/ld+json").get(PATH).is(200);
        assertThat(linked.json().has("@context")).isTrue();
        api.accepting("application/geo+json").get(PATH).is(406);
        api.get(PATH, "details", "true").isProblem(400, "InvalidRequest", "details");
    }
}
