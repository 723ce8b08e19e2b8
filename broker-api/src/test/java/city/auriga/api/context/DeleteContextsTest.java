package city.auriga.api.context;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.Api;
import city.auriga.api.Json;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 6.30.3.2: deleting and reloading @contexts, and whose they are. */
class DeleteContextsTest extends ContextsTest {
    @Test
    void whatIsDeletedIsGone() {
        var path = hosted(CAR);
        use(url(path)).is(200);
        api.delete(path).isEmpty(204);
        api.get(path).isProblem(404, "ResourceNotFound");
        api.delete(path).isProblem(404, "ResourceNotFound");
        use(url(path)).isProblem(504, "LdContextNotAvailable", "@context");
    }

    @Test
    void deletingDoesNotDeleteTheChildren() {
        var inner = hosted(CAR);
        var outer = hosted("{'@context':['%s']}".formatted(url(inner)));
        use(url(outer)).is(200);
        api.delete(outer).isEmpty(204);
        api.get(inner).is(200);
    }

    @Test
    void whatIsDeletedFromTheCacheIsFetchedAgain() {
        create("{id:'urn:e:1', type:'T'}");
        var remote = server.serve("{'@context':{}}");
        use(remote).is(200);
        api.delete(ALL + "/" + Api.segment(remote)).isEmpty(204);
        api.get(ALL + "/" + Api.segment(remote), "details", "true")
                .isProblem(404, "ResourceNotFound");
        use(remote).is(200);
        assertThat(server.requests(remote)).isEqualTo(2);
    }

    @Test
    void reloadReplacesTheCachedOne() {
        var remote = server.serve("{'@context':{x:'https://ex.org/old'}}");
        api.withContext(remote).post("/entities", "{id:'urn:e:1', type:'T', x:1}").is(201);
        var before = details(remote);
        server.serveAt(remote, "{'@context':{x:'https://ex.org/new'}}");
        api.delete(ALL + "/" + Api.segment(remote), "reload", "true").isEmpty(204);
        assertThat(server.requests(remote)).isEqualTo(2);
        api.withContext(remote).post("/entities", "{id:'urn:e:2', type:'T', x:1}").is(201);
        assertThat(api.get("/entities/urn:e:1").json().has("https://ex.org/old")).isTrue();
        assertThat(api.get("/entities/urn:e:2").json().has("https://ex.org/new")).isTrue();
        var after = details(remote);
        assertThat(after.get("localId")).isEqualTo(before.get("localId"));
        assertThat(Instant.parse(after.get("createdAt").asString()))
                .isAfter(Instant.parse(before.get("createdAt").asString()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    500 -> {"@context":{}}
                    404 ->
                    200 -> <html>
                    200 -> {"a":1}
                    200 -> {"@context":{"a":1}}
                    200 -> {"@context":{"a":{"@id":"x:a","@context":{}}}}
                    200 -> {"@context":"http://localhost:1/gone"}
                    """)
    void aFailedReloadLeavesTheOldOne(int status, String body) {
        create("{id:'urn:e:1', type:'T'}");
        var remote = server.serve("{'@context':{x:'https://ex.org/old'}}");
        use(remote).is(200);
        var text = body == null ? "" : body;
        server.serveAt(
                remote, status, Map.of(), text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        api.delete(ALL + "/" + Api.segment(remote), "reload", "true")
                .isProblem(504, "LdContextNotAvailable");
        api.withContext(remote).post("/entities", "{id:'urn:e:2', type:'T', x:1}").is(201);
        assertThat(api.get("/entities/urn:e:2").json().has("https://ex.org/old")).isTrue();
    }

    @Test
    void onlyCachedOnesCanBeReloaded() {
        var path = hosted(CAR);
        api.delete(path, "reload", "true").isProblem(400, "BadRequestData", "reload");
        api.get(path).is(200);
    }

    @Test
    void theCoreStays() {
        create("{id:'urn:e:1', type:'T'}");
        var path = ALL + "/" + Api.segment(CORE);
        api.delete(path).isProblem(400, "BadRequestData", "id");
        api.delete(path, "reload", "true").isEmpty(204);
        assertThat(details(CORE).get("URL").asString()).isEqualTo(CORE);
    }

    @Test
    void eachTenantHasItsOwn() {
        var path = hosted(CAR);
        var other = Api.ofDefaultTenant().with("NGSILD-Tenant", tenant + "_other");
        other.post("/entities", "{id:'urn:e:1', type:'T'}").is(201);
        other.get(path).isProblem(404, "ResourceNotFound");
        other.delete(path).isProblem(404, "ResourceNotFound");
        assertThat(other.get(ALL, "kind", "Hosted").is(200).json()).isEmpty();
        other.withContext(url(path))
                .get("/entities", "type", "Car")
                .isProblem(504, "LdContextNotAvailable", "@context");
        use(url(path)).is(200);
        var remote = server.serve("{'@context':{}}");
        use(remote).is(200);
        assertThat(Json.texts(other.get(ALL).json())).contains(remote);
    }

    @Test
    void anUnknownTenantHasNothingUntilItAddsSomething() {
        assertThat(api.get(ALL).is(200).json()).isEmpty();
        api.get(ALL + "/" + Api.segment(CORE)).isProblem(404, "ResourceNotFound");
        api.delete(ALL + "/urn:x:1").isProblem(404, "ResourceNotFound");
        assertThat(api.get(ALL).header("NGSILD-Tenant")).isEqualTo(tenant);
        api.get("/entities", "type", "T").isProblem(404, "NonexistentTenant");
        hosted(CAR);
        api.get("/entities", "type", "T").is(200);
    }
}
