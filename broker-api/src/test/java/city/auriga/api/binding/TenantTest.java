package city.auriga.api.binding;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.Api;
import city.auriga.api.ApiTest;
import city.auriga.api.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tenants (4.14, 5.5.10, 6.3.14). */
class TenantTest extends ApiTest {
    private static final String ANY_SUBSCRIPTION =
            """
            {type:'Subscription', entities:[{type:'Nothing'}],
             notification:{endpoint:{uri:'http://localhost:1/none'}}}
            """;

    private final Api other = Api.ofDefaultTenant().with("NGSILD-Tenant", tenant + "_other");

    @Test
    void tenantsSeeNothingOfEachOther() {
        create("{id:'urn:e:1', type:'%s', a:1}".formatted(tenant));
        other.post("/entities", "{id:'urn:e:1', type:'%s', a:2}".formatted(tenant)).is(201);
        other.post("/entities", "{id:'urn:e:2', type:'%s'}".formatted(tenant)).is(201);

        api.get("/entities/urn:e:2").isProblem(404, "ResourceNotFound");
        assertThat(api.get("/entities/urn:e:1", "format", "simplified").json().get("a").asInt())
                .isEqualTo(1);
        assertThat(Json.texts(api.get("/entities", "type", tenant).json(), "id"))
                .containsExactly("urn:e:1");
        assertThat(
                        api.get("/entities", "type", tenant, "count", "true")
                                .header("NGSILD-Results-Count"))
                .isEqualTo("1");
        assertThat(Api.ofDefaultTenant().get("/entities", "type", tenant).json()).isEmpty();

        other.delete("/entities/urn:e:1").is(204);
        api.get("/entities/urn:e:1").is(200);
    }

    @Test
    void subscriptionsBelongToTheirTenant() {
        var location = api.post("/subscriptions", ANY_SUBSCRIPTION).is(201).header("Location");
        var path = location.substring("/ngsi-ld/v1".length());
        other.post("/entities", "{id:'urn:e:1', type:'T'}").is(201);
        other.get(path).isProblem(404, "ResourceNotFound");
        other.delete(path).isProblem(404, "ResourceNotFound");
        assertThat(other.get("/subscriptions").is(200).json()).isEmpty();
        api.get(path).is(200);
    }

    @Test
    void everyAnswerNamesTheTenant() {
        create("{id:'urn:e:1', type:'T'}");
        assertThat(api.get("/entities/urn:e:1").header("NGSILD-Tenant")).isEqualTo(tenant);
        assertThat(api.get("/entities/urn:e:9").is(404).header("NGSILD-Tenant")).isEqualTo(tenant);
        assertThat(api.post("/entities", "{}").is(400).header("NGSILD-Tenant")).isEqualTo(tenant);
        assertThat(api.get("/entities", "type", "T", "x", "1").is(400).header("NGSILD-Tenant"))
                .isEqualTo(tenant);
        assertThat(api.delete("/entities/urn:e:1").is(204).header("NGSILD-Tenant"))
                .isEqualTo(tenant);
        assertThat(other.get("/entities/urn:e:1").is(404).header("NGSILD-Tenant"))
                .isEqualTo(tenant + "_other");
        assertThat(api.get("/info/sourceIdentity").is(200).header("NGSILD-Tenant"))
                .isEqualTo(tenant);
        assertThat(api.exchange("PATCH", "/subscriptions", "{}").is(405).header("NGSILD-Tenant"))
                .isEqualTo(tenant);
        assertThat(Api.ofDefaultTenant().get("/entities", "type", "T").headers("NGSILD-Tenant"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /entities/urn:e:1,",
        "GET, /entities?type=T,",
        "PATCH, /entities/urn:e:1, {}",
        "PUT, /entities/urn:e:1, {type:'T'}",
        "DELETE, /entities/urn:e:1,",
        "POST, /entities/urn:e:1/attrs, {a:1}",
        "PATCH, /entities/urn:e:1/attrs, {a:1}",
        "DELETE, /entities/urn:e:1/attrs/a,",
        "'POST', '/entityOperations/upsert', '[{id:''urn:e:1'',type:''T''}]'",
        "'POST', '/entityOperations/update', '[{id:''urn:e:1'',type:''T''}]'",
        "'POST', '/entityOperations/merge', '[{id:''urn:e:1'',type:''T''}]'",
        "'POST', '/entityOperations/delete', '[''urn:e:1'']'",
        "GET, /subscriptions,",
        "GET, /subscriptions/urn:s:1,",
        "DELETE, /subscriptions/urn:s:1,"
    })
    void mostOperationsNeedATenantThatExists(String method, String path, String body) {
        api.exchange(method, path, body).isProblem(404, "NonexistentTenant", "NGSILD-Tenant");
    }

    @Test
    void creatingBringsATenantIntoBeing() {
        api.post("/entityOperations/create", "[{id:'urn:e:1',type:'T'}]").is(201);
        api.get("/entities/urn:e:1").is(200);
        other.post("/subscriptions", ANY_SUBSCRIPTION).is(201);
        assertThat(other.get("/entities", "type", "T").is(200).json()).isEmpty();
    }

    /** What is refused leaves no tenant behind. */
    @ParameterizedTest
    @CsvSource({
        "/entities, {}",
        "/entities?x=1, '{id:''urn:e:1'',type:''T''}'",
        "/entities, '{id:''urn:e:1'',type:''T'',a:null}'",
        "/entityOperations/create, []",
        "/entityOperations/create, [{}]",
        "/subscriptions, {}",
        "/subscriptions, '{type:''Subscription'',entities:[{type:''T''}]}'",
        "/jsonldContexts, {}"
    })
    void aFailedCreationBringsNoTenantIntoBeing(String path, String body) {
        int status = body.equals("[{}]") ? 207 : 400;
        api.post(path, body).is(status);
        api.get("/entities", "type", "T").isProblem(404, "NonexistentTenant", "NGSILD-Tenant");
    }

    @Test
    void theHeaderOfFiwareIsAnAlias() {
        var fiware = Api.ofDefaultTenant().with("Fiware-Service", tenant);
        fiware.post("/entities", "{id:'urn:e:1', type:'T'}").is(201);
        assertThat(api.get("/entities/urn:e:1").is(200).header("NGSILD-Tenant")).isEqualTo(tenant);
        other.post("/entities", "{id:'urn:e:2', type:'T'}").is(201);
        other.with("Fiware-Service", tenant).get("/entities/urn:e:2").is(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "a/b",
                "a.b",
                "a;b",
                "'",
                "\"a\"",
                "0123456789012345678901234567890123456789012345678901"
            })
    void refusesWhatIsNoNameOfATenant(String name) {
        Api.ofDefaultTenant()
                .with("NGSILD-Tenant", name)
                .get("/entities", "type", "T")
                .isProblem(400, "BadRequestData", "NGSILD-Tenant");
    }

    @Test
    void aTenantIsStillThereWhenItsLastEntityIsGone() {
        create("{id:'urn:e:1', type:'T'}");
        api.delete("/entities/urn:e:1").is(204);
        api.get("/entities/urn:e:1").isProblem(404, "ResourceNotFound");
    }
}
