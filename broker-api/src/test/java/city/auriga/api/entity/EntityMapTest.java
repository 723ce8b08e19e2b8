package city.auriga.api.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import city.auriga.api.Api;
import city.auriga.api.ApiTest;
import city.auriga.api.ContextServer;
import city.auriga.api.Json;
import city.auriga.api.RunningAuriga;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** EntityMaps (5.5.9.3, 5.14, 6.32, 6.34). */
class EntityMapTest extends ApiTest {
    private static final String HEADER = "NGSILD-EntityMap";

    @BeforeEach
    void store() {
        for (int i = 1; i <= 5; i++) {
            create("{id:'urn:e:%d', type:'T', n:%d}".formatted(i, i));
        }
    }

    private String map(String... parameters) {
        return api.get("/entityMaps", parameters).is(201).header(HEADER);
    }

    private static String path(String location) {
        assertThat(location).startsWith("/ngsi-ld/v1/entityMaps/urn:ngsi-ld:EntityMap:");
        return location.substring("/ngsi-ld/v1".length());
    }

    private List<String> idsOf(String location) {
        return List.copyOf(
                api.get(path(location)).is(200).json().path("entityMap").propertyNames());
    }

    private List<String> ids(Api client, String... parameters) {
        return Json.texts(client.get("/entities", parameters).is(200).json(), "id");
    }

    @Test
    void holdsWhatAQueryFinds() {
        var answer = api.get("/entityMaps", "type", "T", "q", "n>3", "orderBy", "n;desc").is(201);
        assertThat(answer.json().path("type").asString()).isEqualTo("EntityMap");
        assertThat(answer.json().path("entityMap"))
                .isEqualTo(Json.of("{'urn:e:5':['@none'],'urn:e:4':['@none']}"));
        assertThat(answer.json().path("linkedMaps").isEmpty()).isTrue();
        assertThat(answer.header(HEADER)).endsWith(answer.json().path("id").asString());
        api.get(path(answer.header(HEADER))).hasBody(answer.text());
    }

    @Test
    void canBeAskedForByPost() {
        var answer =
                api.post("/entityMaps", "{type:'Query',entities:[{type:'T'}],q:'n<2'}").is(201);
        assertThat(answer.json().path("entityMap").propertyNames()).containsExactly("urn:e:1");
        api.post("/entityMaps", "{type:'Query',scopeQ:'/A'}").isProblem(400, "BadRequestData");
        api.get("/entityMaps", "id", "urn:e:1").isProblem(400, "BadRequestData");
        api.get("/entityMaps", "type", "T", "page", "1").isProblem(400, "InvalidRequest", "page");
    }

    /** 6.34: it holds all that match, whatever page or form the request asks for. */
    @ParameterizedTest
    @CsvSource({"limit, 1", "offset, 3", "pick, id", "options, keyValues", "entityMap, true"})
    void isWhole(String parameter, String value) {
        assertThat(idsOf(map("type", "T", parameter, value))).hasSize(5);
        assertThat(
                        idsOf(
                                api.with(HEADER, map("type", "None"))
                                        .get("/entityMaps", "type", "T")
                                        .is(201)
                                        .header(HEADER)))
                .hasSize(5);
    }

    @Test
    void comesWithAQueryThatWantsOne() {
        var first = api.get("/entities", "type", "T", "limit", "2", "entityMap", "true").is(201);
        assertThat(Json.texts(first.json(), "id")).containsExactly("urn:e:1", "urn:e:2");
        assertThat(idsOf(first.header(HEADER))).hasSize(5);
        var second =
                api.with(HEADER, first.header(HEADER))
                        .get("/entities", "type", "T", "limit", "2", "offset", "2")
                        .is(200);
        assertThat(second.header(HEADER)).isEqualTo(first.header(HEADER));
        assertThat(Json.texts(second.json(), "id")).containsExactly("urn:e:3", "urn:e:4");
        assertThat(second.headers("Link")).anyMatch(link -> link.contains("rel=\"next\""));
        api.post(
                        "/entityOperations/query",
                        "{type:'Query',entities:[{type:'T'}],entityMap:true,entityMapLifetime:'PT1M'}")
                .is(201);
    }

    @Test
    void isFrozenButItsEntitiesMustStillMatch() {
        var location = map("type", "T", "q", "n<=4");
        create("{id:'urn:e:9', type:'T', n:0}");
        api.patch("/entities/urn:e:2/attrs/n", "{value:50}").is(204);
        api.delete("/entities/urn:e:3").is(204);
        var client = api.with(HEADER, location);
        assertThat(ids(client, "type", "T", "q", "n<=4", "limit", "2"))
                .containsExactly("urn:e:1", "urn:e:4");
        assertThat(idsOf(location)).containsExactly("urn:e:1", "urn:e:4");
        api.patch("/entities/urn:e:2/attrs/n", "{value:2}").is(204);
        var counted = client.get("/entities", "type", "T", "q", "n<=4", "count", "true").is(200);
        assertThat(counted.header("NGSILD-Results-Count"))
                .as("what left the map does not come back")
                .isEqualTo("2");
    }

    @Test
    void isMadeAnewIfTheOneReferredToIsGone() {
        var location = map("type", "T");
        api.delete(path(location)).isEmpty(204);
        var answer = api.with(HEADER, location).get("/entities", "type", "T").is(201);
        assertThat(answer.header(HEADER)).isNotEmpty().isNotEqualTo(location);
        var one = api.with(HEADER, location).get("/entities/urn:e:1").is(200);
        assertThat(idsOf(one.header(HEADER))).containsExactly("urn:e:1");
    }

    @Test
    void ofOneEntityComesWithItsRetrieval() {
        var answer = api.get("/entities/urn:e:1", "entityMap", "true", "pick", "id").is(200);
        answer.hasBody("{id:'urn:e:1'}");
        var again = api.with(HEADER, answer.header(HEADER)).get("/entities/urn:e:1").is(200);
        assertThat(again.header(HEADER)).isEqualTo(answer.header(HEADER));
        api.get("/entities/urn:e:7", "entityMap", "true").isProblem(404, "ResourceNotFound");
    }

    @ParameterizedTest
    @CsvSource({
        "PT1M,60",
        "P1D,86400",
        "P1Y,86400",
        "PT1H30M,5400",
        "PT9223372036854775807S,86400"
    })
    void livesAsLongAsItIsToldWithinLimits(String lifetime, long seconds) {
        var answer = api.get("/entityMaps", "type", "T", "entityMapLifetime", lifetime).is(201);
        var expiry = Instant.parse(answer.json().path("expiresAt").asString());
        assertThat(expiry)
                .isCloseTo(Instant.now().plusSeconds(seconds), within(Duration.ofSeconds(30)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "soon",
                "5",
                "P",
                "PT",
                "PT5",
                "PT0S",
                "PT-5M",
                "P2000000000Y",
                "PT99999999999999999999S"
            })
    void needsADuration(String lifetime) {
        api.get("/entities", "type", "T", "entityMap", "true", "entityMapLifetime", lifetime)
                .isProblem(400, "BadRequestData", "entityMapLifetime");
    }

    @Test
    void changesOnlyItsExpiry() {
        var location = map("type", "T");
        api.patch(path(location), "{entityMap:{},linkedMaps:{},expiresAt:'2099-01-01T00:00:00Z'}")
                .isEmpty(204);
        var changed = api.get(path(location)).is(200).json();
        assertThat(changed.path("entityMap")).hasSize(5);
        assertThat(Instant.parse(changed.path("expiresAt").asString()))
                .isAfter(Instant.now().plus(Duration.ofHours(1)))
                .isBefore(Instant.parse("2099-01-01T00:00:00Z"));
        api.patch(path(location), "{expiresAt:'later'}")
                .isProblem(400, "BadRequestData", "$.expiresAt");
        api.patch(path(location), "{name:'x'}").isProblem(400, "BadRequestData", "$.name");
        api.patch(path(location), "{expiresAt:'2020-01-01T00:00:00Z'}").isEmpty(204);
        api.get(path(location)).isProblem(404, "ResourceNotFound");
        api.patch(path(location), "{}").isProblem(404, "ResourceNotFound");
        api.delete(path(location)).isProblem(404, "ResourceNotFound");
    }

    @Test
    void belongsToItsTenant() {
        var location = map("type", "T");
        var other = Api.ofDefaultTenant().with("NGSILD-Tenant", RunningAuriga.newTenant());
        other.post("/entities", "{id:'urn:e:1', type:'T'}").is(201);
        other.get(path(location)).isProblem(404, "ResourceNotFound");
        other.delete(path(location)).isProblem(404, "ResourceNotFound");
        api.get(path(location)).is(200);
        api.get("/entityMaps/no-uri").isProblem(400, "BadRequestData", "id");
    }

    /** 5.5.9: names would mean something else on the next page. */
    @Test
    void needsTheContextOfItsFirstPageForTheFurtherOnes() {
        var terms = "{'@context':{T:'https://uri.etsi.org/ngsi-ld/default-context/T'}}";
        var more = terms.replace("{T:", "{a:'https://ex.org/a', T:");
        try (var server = new ContextServer()) {
            var linked = api.with("Link", link(server.serve(terms)));
            var other = api.with("Link", link(server.serve(more)));
            var first = linked.get("/entities", "type", "T", "limit", "2", "entityMap", "true");
            var location = first.is(201).header(HEADER);
            String[] second = {"type", "T", "limit", "2", "offset", "2"};
            other.with(HEADER, location)
                    .get("/entities", second)
                    .isProblem(400, "BadRequestData", "Link");
            api.with(HEADER, location)
                    .get("/entities", second)
                    .isProblem(400, "BadRequestData", "Link");
            assertThat(ids(linked.with(HEADER, location), second)).hasSize(2);
            assertThat(ids(other.with(HEADER, location), "type", "T", "limit", "2"))
                    .as("a first page may be that of another client")
                    .hasSize(2);
        }
    }

    /**
     * What it means counts, not where it is: the request had it inline, the next page has a URL.
     */
    @Test
    void isPagedWithTheLinkThatTheBrokerGives() {
        var body =
                "{'@context':[{Thing:'https://uri.etsi.org/ngsi-ld/default-context/T'}],"
                        + " type:'Query', entities:[{type:'Thing'}], entityMap:true}";
        var made = api.sendingLinkedData().post("/entityOperations/query", body).is(201);
        var given =
                made.headers("Link").stream()
                        .filter(link -> link.contains("json-ld#context"))
                        .findFirst()
                        .orElseThrow();
        var next = api.with("Link", given).with(HEADER, made.header(HEADER));
        assertThat(ids(next, "type", "Thing", "limit", "2", "offset", "2")).hasSize(2);
    }

    private static String link(String url) {
        return "<%s>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\""
                .formatted(url);
    }

    @Test
    void boundsAPurge() {
        var location = map("type", "T", "q", "n<=2");
        create("{id:'urn:e:9', type:'T', n:1}");
        api.with(HEADER, location).delete("/entities", "type", "T", "q", "n==1").isEmpty(204);
        assertThat(ids(api, "type", "T")).doesNotContain("urn:e:1").contains("urn:e:2", "urn:e:9");
    }

    @Test
    void knowsOnlyItsOwnEntities() {
        var location = map("type", "T", "q", "n<=2");
        api.with(HEADER, location).get("/entities/urn:e:5").isProblem(404, "ResourceNotFound");
        api.with(HEADER, location).get("/entities/urn:e:2").is(200);
    }

    /** 4.12: a query by POST has its page and form in the URL. */
    @ParameterizedTest
    @CsvSource({"limit, 1", "offset, 3", "count, true", "options, keyValues", "format, concise"})
    void isWholeByPostToo(String parameter, String value) {
        var query = "{type:'Query',entities:[{type:'T'}]}";
        var answer = api.post("/entityMaps", query, parameter, value).is(201);
        assertThat(idsOf(answer.header(HEADER))).hasSize(5);
    }

    @ParameterizedTest
    @CsvSource({
        "options,bogus,InvalidRequest",
        "format,bogus,InvalidRequest",
        "limit,abc,BadRequestData"
    })
    void readsAllOfItsParameters(String parameter, String value, String error) {
        api.get("/entityMaps", "type", "T", parameter, value).isProblem(400, error, parameter);
        api.post("/entityMaps", "{type:'Query',entities:[{type:'T'}]}", parameter, value)
                .isProblem(400, error, parameter);
    }
}
