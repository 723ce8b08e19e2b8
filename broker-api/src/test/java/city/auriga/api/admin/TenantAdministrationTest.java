package city.auriga.api.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.api.Api;
import city.auriga.api.ApiTest;
import city.auriga.api.Json;
import city.auriga.api.RunningAuriga;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Tenants for operators. */
class TenantAdministrationTest extends ApiTest {
    private static HttpResponse<String> send(String method, String path) {
        var uri = URI.create(RunningAuriga.uri() + "/admin/tenants" + path);
        var request =
                HttpRequest.newBuilder(uri)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build();
        return send(request);
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void areListedWithTheDefaultOne() {
        create("{id:'urn:e:1', type:'T'}");
        var names = Json.texts(Json.of(send("GET", "").body()), "name");
        assertThat(names).startsWith("").contains(tenant).isSorted();
    }

    @Test
    void areRemovedWithAllThatTheyHold() {
        create("{id:'urn:e:1', type:'T', location:{type:'Point',coordinates:[1,2]}}");
        api.post(
                        "/subscriptions",
                        "{id:'urn:s:1', type:'Subscription', entities:[{type:'T'}],"
                                + " notification:{endpoint:{uri:'http://localhost:1/'}}}")
                .is(201);
        assertThat(send("DELETE", "/" + tenant).statusCode()).isEqualTo(204);
        api.get("/entities/urn:e:1").isProblem(404, "NonexistentTenant");
        assertThat(send("DELETE", "/" + tenant).statusCode()).isEqualTo(404);

        create("{id:'urn:e:2', type:'T'}");
        api.get("/entities", "local", "true", "format", "simplified")
                .hasBody("[{id:'urn:e:2', type:'T'}]");
        api.get("/subscriptions").hasBody("[]");
        Api.ofDefaultTenant().get("/entities", "type", "T").is(200);
    }

    @Test
    void theDefaultOneStays() {
        assertThat(send("DELETE", "/").statusCode()).isBetween(400, 499);
        assertThat(send("DELETE", "/%20").statusCode()).isEqualTo(400);
    }

    @Test
    void doNotComeBackHalfWhileOthersWrite() throws InterruptedException {
        create("{id:'urn:e:0', type:'T'}");
        var stop = new AtomicBoolean();
        var writer =
                Thread.ofVirtual()
                        .start(() -> {
                            for (int i = 1; !stop.get(); i++) {
                                api.post("/entities", "{id:'urn:e:%d', type:'T'}".formatted(i));
                            }
                        });
        for (int round = 0; round < 20; round++) {
            send("DELETE", "/" + tenant);
        }
        stop.set(true);
        writer.join();
        send("DELETE", "/" + tenant);
        assertThat(rows("entity")).isZero();
        create("{id:'urn:e:new', type:'T'}");
        assertThat(api.get("/entities", "type", "T").json()).hasSize(1);
    }

    /** Something holds the removal up; nobody else waits for it. */
    @Test
    void areRemovedWithoutHoldingUpOthers() throws SQLException {
        create("{id:'urn:e:1', type:'T'}");
        var other = Api.ofDefaultTenant().with("NGSILD-Tenant", RunningAuriga.newTenant());
        other.post("/entities", "{id:'urn:e:1', type:'T'}").is(201);
        try (var holder = RunningAuriga.database().connect()) {
            holder.setAutoCommit(false);
            execute(holder, "SELECT FROM entity WHERE tenant = '" + tenant + "' FOR UPDATE");
            var removal = CompletableFuture.supplyAsync(() -> send("DELETE", "/" + tenant));
            await().until(() -> send("GET", "").body().contains("\"beingRemoved\":true"));

            api.post("/entities", "{id:'urn:e:2', type:'T'}").isProblem(503, "ServiceUnavailable");
            api.patch("/entities/urn:e:1/attrs", "{a:1}").isProblem(404, "NonexistentTenant");
            other.patch("/entities/urn:e:1/attrs", "{a:1}").is(204);
            other.post("/entities", "{id:'urn:e:2', type:'T'}").is(201);
            assertThat(removal).isNotDone();

            holder.rollback();
            assertThat(removal.join().statusCode()).isEqualTo(204);
        }
        assertThat(rows("entity")).isZero();
        create("{id:'urn:e:2', type:'T'}");
    }

    /** A reading that is answered 503 would be sent again, and hold up those behind it. */
    @Test
    void refuseReadingsForGoodWhileTheyAreRemoved() throws SQLException {
        declareGroup();
        assertThat(measure().statusCode()).isEqualTo(200);
        try (var holder = RunningAuriga.database().connect()) {
            holder.setAutoCommit(false);
            execute(holder, "SELECT FROM entity WHERE tenant = '" + tenant + "' FOR UPDATE");
            var removal = CompletableFuture.supplyAsync(() -> send("DELETE", "/" + tenant));
            await().until(() -> send("GET", "").body().contains("\"beingRemoved\":true"));

            assertThat(measure().statusCode()).isBetween(400, 499);
            holder.rollback();
            assertThat(removal.join().statusCode()).isEqualTo(204);
        }
        assertThat(rows("dead_letter")).isZero();
    }

    @Test
    void areNotBroughtBackByTheirDevices() {
        declareGroup();
        assertThat(measure().statusCode()).isEqualTo(200);
        assertThat(send("DELETE", "/" + tenant).statusCode()).isEqualTo(204);
        assertThat(measure().statusCode()).isEqualTo(404);

        create("{id:'urn:e:1', type:'Other'}");
        assertThat(measure().statusCode()).isEqualTo(404);
        assertThat(rows("entity")).isOne();
    }

    /** This process remembers the tenant, and does not hear of its removal. */
    @Test
    void areCreatedAgainByThoseWhoRememberThem() throws SQLException {
        create("{id:'urn:e:1', type:'T'}");
        removeElsewhere();
        api.post("/entityOperations/upsert", "[{id:'urn:e:2', type:'T'}]")
                .isProblem(404, "NonexistentTenant");
        create("{id:'urn:e:3', type:'T'}");
        removeElsewhere();
        api.post("/entityOperations/create", "[{id:'urn:e:4', type:'T'}]").is(201);
        assertThat(rows("entity")).isOne();
    }

    @Test
    void leaveNothingToTheNextOneOfTheirName() throws SQLException {
        create("{id:'urn:e:1', type:'T'}");
        try (var holder = RunningAuriga.database().connect()) {
            // Another process removes it, and waits for those who write to it.
            holder.setAutoCommit(false);
            execute(
                    holder,
                    "SELECT pg_advisory_xact_lock(hashtext('tenant'), hashtext('" + tenant + "'))");
            api.post(
                            "/subscriptions",
                            "{id:'urn:s:1', type:'Subscription', entities:[{type:'T'}],"
                                    + " notification:{endpoint:{uri:'http://localhost:1/'}}}")
                    .isProblem(404, "NonexistentTenant");
            api.post("/jsonldContexts", "{'@context':{}}").isProblem(404, "NonexistentTenant");
        }
        assertThat(rows("subscription")).isZero();
        assertThat(rows("json_context")).isZero();
    }

    /** As another process does it. */
    private void removeElsewhere() throws SQLException {
        try (var connection = RunningAuriga.database().connect()) {
            execute(connection, "DELETE FROM entity WHERE tenant = '" + tenant + "'");
            execute(connection, "DELETE FROM tenant WHERE name = '" + tenant + "'");
        }
    }

    private void declareGroup() {
        var group =
                "{\"services\":[{\"apikey\":\"%s\",\"resource\":\"/iot/json\",\"entity_type\":\"T\"}]}"
                        .formatted(tenant);
        assertThat(post("/iot/services", group).statusCode()).isEqualTo(201);
    }

    private HttpResponse<String> measure() {
        return post("/iot/json?k=" + tenant + "&i=one", "{\"t\":1}");
    }

    private HttpResponse<String> post(String path, String body) {
        return send(
                HttpRequest.newBuilder(URI.create(RunningAuriga.uri() + path))
                        .header("Content-Type", "application/json")
                        .header("Fiware-Service", tenant)
                        .header("Fiware-ServicePath", "/")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }

    @Test
    void areRemovedInSteps() throws SQLException {
        create("{id:'urn:e:1', type:'T'}");
        try (var connection = RunningAuriga.database().connect()) {
            execute(
                    connection,
                    "INSERT INTO entity_history (tenant, entity_id, created_at, recorded_at,"
                            + " instances) SELECT '"
                            + tenant
                            + "', 'urn:e:' || n, now(), now() - n * interval '1 minute', '{}' FROM"
                            + " generate_series(1, 25000) n");
        }
        assertThat(send("DELETE", "/" + tenant).statusCode()).isEqualTo(204);
        assertThat(rows("entity_history")).isZero();
    }

    /** As a crash leaves it. */
    @Test
    void areRemovedToTheEndByWhoeverFindsThemHalfRemoved() throws SQLException {
        create("{id:'urn:e:1', type:'T'}");
        try (var connection = RunningAuriga.database().connect()) {
            execute(
                    connection,
                    "UPDATE tenant SET removed_at = now() WHERE name = '" + tenant + "'");
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !Json.texts(Json.of(send("GET", "").body()), "name").contains(tenant));
        assertThat(rows("entity")).isZero();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int rows(String table) {
        try (var connection = RunningAuriga.database().connect();
                var query =
                        connection.prepareStatement(
                                "SELECT count(*) FROM " + table + " WHERE tenant = ?")) {
            query.setString(1, tenant);
            try (var rows = query.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
