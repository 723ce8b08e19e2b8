package city.auriga.api.entity;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.ApiTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Timestamps (4.8) and transient data (4.22). */
class TransientTest extends ApiTest {
    private static final String ID = "/entities/urn:e:1";
    private static final String PAST = "'2020-01-01T00:00:00Z'";
    private static final String FUTURE = "'2100-01-01T00:00:00Z'";

    @Test
    void anExpiredEntityIsNotThereAndMakesRoom() {
        create("{id:'urn:e:1', type:'T', expiresAt:" + PAST + "}");
        api.get(ID).isProblem(404, "ResourceNotFound");
        api.patch(ID, "{a:1}").is(404);
        api.post(ID + "/attrs", "{a:1}").is(404);
        api.delete(ID).is(404);
        assertThat(api.get("/entities", "type", "T", "count", "true").json()).isEmpty();
        create("{id:'urn:e:1', type:'T', a:1}");
        api.get(ID, "format", "simplified").hasBody("{id:'urn:e:1', type:'T', a:1}");
    }

    @Test
    void expiredAttributesAreNotThere() {
        create(
                """
                {id:'urn:e:1', type:'T',
                 a:{value:1,expiresAt:%s},
                 b:[{value:1},{value:2,datasetId:'urn:d:1',expiresAt:%s}],
                 c:{value:1,p:{value:2,expiresAt:%s},q:{value:3,expiresAt:%s}}}
                """
                        .formatted(PAST, PAST, PAST, FUTURE));
        api.get(ID, "format", "concise").hasBody("{id:'urn:e:1', type:'T', b:1, c:{value:1,q:3}}");
        api.patch(ID + "/attrs/a", "{value:2}").is(404);
        assertThat(api.get("/entities", "type", "T", "q", "a").json()).isEmpty();
        assertThat(api.get("/entities", "type", "T", "q", "c[p]").json()).isEmpty();
        api.post(ID + "/attrs", "{a:2}", "options", "noOverwrite").isEmpty(204);
    }

    @Test
    void replacingMakesDurableAndPartialUpdateKeepsTheEnd() {
        create("{id:'urn:e:1', type:'T', a:{value:1,expiresAt:%s}}".formatted(FUTURE));
        api.patch(ID + "/attrs/a", "{value:2}").isEmpty(204);
        assertThat(sysAttrs("a").has("expiresAt")).isTrue();
        api.patch(ID + "/attrs/a", "{expiresAt:'urn:ngsi-ld:null'}").isEmpty(204);
        assertThat(sysAttrs("a").has("expiresAt")).isFalse();
        api.patch(ID + "/attrs/a", "{expiresAt:" + FUTURE + "}").isEmpty(204);
        api.patch(ID + "/attrs", "{a:3}").isEmpty(204);
        assertThat(sysAttrs("a").has("expiresAt")).isFalse();
    }

    /** What replaces an instance as a whole makes it durable; what changes it does not. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    PATCH -> /attrs/a -> {value:2}                         -> true
                    PATCH ->          -> {a:{value:2}}                     -> true
                    PATCH ->          -> {a:{expiresAt:'urn:ngsi-ld:null'}} -> false
                    PATCH -> /attrs   -> {a:2}                             -> false
                    POST  -> /attrs   -> {a:2}                             -> false
                    PUT   -> /attrs/a -> {value:2}                         -> false
                    PUT   ->          -> {a:2}                             -> false
                    """)
    void theEndOfAnAttributeGoesWithWhatIsReplaced(
            String method, String path, String body, boolean stays) {
        create("{id:'urn:e:1', type:'T', a:{value:1,expiresAt:%s}}".formatted(FUTURE));
        api.exchange(method, ID + (path == null ? "" : path), body).isEmpty(204);
        assertThat(sysAttrs("a").has("expiresAt")).isEqualTo(stays);
    }

    @Test
    void aMergeSetsEnds() {
        create("{id:'urn:e:1', type:'T', a:{value:1,p:2}}");
        api.patch(ID, "{expiresAt:%1$s, a:{expiresAt:%1$s, p:{expiresAt:%1$s}}}".formatted(FUTURE))
                .isEmpty(204);
        var shown = api.get(ID, "options", "sysAttrs").json();
        for (var place : new String[] {"/expiresAt", "/a/expiresAt", "/a/p/expiresAt"}) {
            assertThat(shown.at(place).asString()).isEqualTo("2100-01-01T00:00:00Z");
        }
    }

    @Test
    void updateSetsAndRemovesTheEndOfAnEntity() {
        create("{id:'urn:e:1', type:'T'}");
        api.patch(ID + "/attrs", "{expiresAt:" + FUTURE + "}").isEmpty(204);
        assertThat(api.get(ID, "options", "sysAttrs").json().path("expiresAt").asString())
                .isEqualTo("2100-01-01T00:00:00Z");
        api.patch(ID + "/attrs", "{expiresAt:'urn:ngsi-ld:null'}").isEmpty(204);
        assertThat(api.get(ID, "options", "sysAttrs").json().has("expiresAt")).isFalse();
    }

    @Test
    void systemTimesAreShownOnlyOnDemandAndEqualAtCreation() {
        create("{id:'urn:e:1', type:'T', a:{value:1,p:2,expiresAt:%s}}".formatted(FUTURE));
        assertThat(api.get(ID).text())
                .doesNotContain("createdAt")
                .doesNotContain("modifiedAt")
                .doesNotContain("expiresAt");
        var shown = api.get(ID, "options", "sysAttrs").json();
        var created = shown.get("createdAt");
        assertThat(created.asString())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?Z");
        assertThat(shown.get("modifiedAt")).isEqualTo(created);
        assertThat(shown.get("a").get("createdAt")).isEqualTo(created);
        assertThat(shown.get("a").get("modifiedAt")).isEqualTo(created);
        assertThat(shown.get("a").get("p").get("createdAt")).isEqualTo(created);
        assertThat(shown.get("a").get("p").get("modifiedAt")).isEqualTo(created);
    }

    @Test
    void aChangeSetsTheTimesOfWhatItTouches() {
        create("{id:'urn:e:1', type:'T', a:1, b:1}");
        var before = api.get(ID, "options", "sysAttrs").json();
        api.patch(ID + "/attrs/a", "{value:2}").isEmpty(204);
        var after = api.get(ID, "options", "sysAttrs").json();
        assertThat(after.get("createdAt")).isEqualTo(before.get("createdAt"));
        assertThat(after.get("modifiedAt").asString())
                .isGreaterThan(before.get("modifiedAt").asString());
        assertThat(after.get("a").get("createdAt")).isEqualTo(before.get("createdAt"));
        assertThat(after.get("a").get("modifiedAt")).isEqualTo(after.get("modifiedAt"));
        assertThat(after.get("b")).isEqualTo(before.get("b"));
    }

    private tools.jackson.databind.JsonNode sysAttrs(String attribute) {
        return api.get(ID, "options", "sysAttrs").json().get(attribute);
    }
}
