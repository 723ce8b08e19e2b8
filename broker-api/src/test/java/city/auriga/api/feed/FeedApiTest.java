package city.auriga.api.feed;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.Api;
import city.auriga.api.ApiTest;
import city.auriga.api.ContextServer;
import city.auriga.api.Events;
import city.auriga.api.RunningAuriga;
import java.net.URI;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code GET /ngsi-ld/v1/events}. */
class FeedApiTest extends ApiTest {
    @BeforeEach
    void createTenant() {
        create("{id:'urn:e:0', type:'Other'}");
    }

    /** What of the changes in {@link #change} is told, as entity and speed. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    type=Car                                         | car=1 car=2 car=3 car=gone
                    type=Car&id=urn:e:bus                            |
                    id=urn:e:bus                                     | bus=1 bus=9
                    idPattern=bus$                                   | bus=1 bus=9
                    q=speed>1                                        | car=2 bus=9 car=3 car=gone
                    type=Bus,Car&q=speed==9                          | bus=9
                    notificationTrigger=entityCreated                | car=1 bus=1
                    notificationTrigger=entityDeleted                | car=gone
                    watchedAttributes=colour                         | car=3 car=gone
                    scopeQ=/a                                        | bus=1 bus=9
                    georel=near;maxDistance==10&geometry=Point&coordinates=[8,40] | bus=1 bus=9
                                                                     | car=1 car=2 bus=1 bus=9 car=3 car=gone
                    """)
    void tellsWhatMatches(String query, String expected) {
        try (var events = follow(query == null ? "" : query + "&format=simplified")) {
            assertThat(events.status()).isEqualTo(200);
            assertThat(events.header("Content-Type")).startsWith("text/event-stream");
            change();
            var told = expected == null ? List.<String>of() : List.of(expected.split(" "));
            // A last one that all are told, so that nothing is still on its way.
            try (var all = follow("id=urn:e:0")) {
                api.post("/entities/urn:e:0/attrs", "{n:1}").is(204);
                all.await(1);
            }
            events.await(told.size());
            assertThat(events.all().stream().map(FeedApiTest::told).filter(t -> !t.equals("0=?")))
                    .isEqualTo(told);
        }
    }

    private void change() {
        create("{id:'urn:e:car', type:'Car', speed:1}");
        api.patch("/entities/urn:e:car/attrs", "{speed:{type:'Property',value:2}}").is(204);
        create(
                """
                {id:'urn:e:bus', type:'Bus', scope:'/a', speed:1,
                 location:{type:'GeoProperty',value:{type:'Point',coordinates:[8,40]}}}
                """);
        api.patch("/entities/urn:e:bus/attrs", "{speed:{type:'Property',value:9}}").is(204);
        api.post("/entities/urn:e:car/attrs", "{colour:'red', speed:3}").is(204);
        api.delete("/entities/urn:e:car").is(204);
    }

    private static String told(Events.Event event) {
        var entity = event.entity();
        var speed = entity.path("speed");
        var value =
                entity.has("deletedAt")
                        ? "gone"
                        : speed.isObject() ? speed.path("value").toString() : speed.toString();
        return entity.get("id").asString().replace("urn:e:", "")
                + "="
                + (value.isEmpty() ? "?" : value);
    }

    @Test
    void isANotificationWithAnIdOfItsOwn() {
        try (var events = follow("type=Car&options=concise,sysAttrs&pick=id,speed")) {
            create("{id:'urn:e:car', type:'Car', speed:1, colour:'red'}");
            var event = events.await(1).getFirst();
            assertThat(event.json().get("type").asString()).isEqualTo("Notification");
            assertThat(event.json().get("id").asString()).isEqualTo(event.id());
            assertThat(event.entity().propertyNames())
                    .doesNotContain("colour")
                    .contains("createdAt", "speed");
            assertThat(event.entity().get("speed").propertyNames())
                    .contains("value", "createdAt", "modifiedAt");
        }
    }

    @Test
    void hearsOfNoOtherTenant() {
        var other = RunningAuriga.newTenant();
        try (var events = follow("")) {
            Api.ofDefaultTenant()
                    .with("NGSILD-Tenant", other)
                    .post("/entities", "{id:'urn:e:theirs', type:'Car'}")
                    .is(201);
            create("{id:'urn:e:ours', type:'Car', n:1}");
            assertThat(events.await(1).getFirst().entity().get("id").asString())
                    .isEqualTo("urn:e:ours");
        }
    }

    @Test
    void readsNamesByAContextThatAParameterNames() {
        try (var server = new ContextServer()) {
            var url =
                    server.serve(
                            "{'@context':{'Car':'https://ex.org/Car','v':'https://ex.org/v'}}");
            try (var events = follow("type=Car&watchedAttributes=v&jsonldContext=" + url)) {
                create("{id:'urn:e:1', type:'Car', v:1}");
                create("{id:'urn:e:2', type:'https://ex.org/Car', 'https://ex.org/v':2}");
                var entity = events.await(1).getFirst().entity();
                assertThat(entity.get("id").asString()).isEqualTo("urn:e:2");
                assertThat(entity.path("v").path("value").asInt(0)).isEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    q=speed>>1                   | 400 | q
                    type=(A                      | 400 | type
                    id=car                       | 400 | id
                    georel=near                  | 400 | g
                    coordinates=[8               | 400 | coordinates
                    options=pretty               | 400 | options
                    format=csv                   | 400 | format
                    notificationTrigger=noise    | 400 | notificationTrigger
                    colour=red                   | 400 | colour
                    options=simplified,showChanges | 400 | showChanges
                    """)
    void refusesWhatItCannotFollow(String query, int status, String member) {
        var parameters = query.split("=", 2);
        var answer = api.get("/events", parameters[0], parameters[1]);
        answer.is(status);
        assertThat(answer.json().toString()).contains(member);
    }

    @Test
    void knowsNoTenantThatIsNotThere() {
        assertThat(Api.ofDefaultTenant().get("/events", "tenant", "nowhere").status())
                .isEqualTo(404);
    }

    @Test
    void doesNotLetAParameterContradictAHeader() {
        var other = RunningAuriga.newTenant();
        Api.ofDefaultTenant()
                .with("NGSILD-Tenant", other)
                .post("/entities", "{id:'urn:e:1', type:'T'}");
        api.get("/events", "tenant", other).isProblem(400, "BadRequestData", "tenant");
    }

    /** As after the death of its process. */
    @Test
    void isClosedWhenNobodyHoldsIt() throws SQLException {
        try (var connection = RunningAuriga.database().connect();
                var insert =
                        connection.prepareStatement(
                                "INSERT INTO feed (id, tenant, owner, document)"
                                        + " VALUES ('urn:auriga:feed:dead', ?, -1, '{}')")) {
            insert.setString(1, tenant);
            insert.executeUpdate();
        }
        Awaitility.await().until(() -> stored().isEmpty());
    }

    @Test
    void isOpenedAgainWhenItWasTakenForAbandoned() throws SQLException {
        try (var events = follow("type=Car")) {
            try (var connection = RunningAuriga.database().connect();
                    var delete = connection.prepareStatement("DELETE FROM feed WHERE tenant = ?")) {
                delete.setString(1, tenant);
                delete.executeUpdate();
            }
            assertThat(events.await(1).getFirst().name()).isEqualTo("lost");
            assertThat(stored()).hasSize(1);
            create("{id:'urn:e:car', type:'Car', speed:1}");
            assertThat(events.await(2).getLast().entity().get("id").asString())
                    .isEqualTo("urn:e:car");
        }
    }

    @Test
    void endsWithItsTenant() {
        try (var events = follow("type=Car")) {
            api.ofOperators().delete("/tenants/" + tenant).is(204);
            events.awaitEnd();
        }
    }

    /** The ids are the broker's own. */
    @Test
    void isNoSubscriptionOfAClient() {
        api.post(
                        "/subscriptions",
                        "{id:'urn:auriga:feed:x', type:'Subscription', entities:[{type:'T'}],"
                                + " notification:{endpoint:{uri:'http://localhost:1/x'}}}")
                .isProblem(400, "BadRequestData", "$.id");
    }

    @Test
    void answersAHeadAndGoesNoFurther() {
        assertThat(api.exchange("HEAD", "/events", null).status()).isEqualTo(200);
    }

    @Test
    void tellsHowManyChangesAClientWasTooSlowFor() throws Exception {
        var feed = new Feed(null, null, 3);
        IntStream.rangeClosed(1, 5).forEach(n -> feed.offer(new Feed.Told(n, null)));
        var seen = new ArrayList<String>();
        while (!feed.isEmpty()) {
            var next = feed.next(java.time.Duration.ZERO);
            seen.add(next.lost() + ":" + next.told().outboxId());
        }
        assertThat(seen).isEqualTo(List.of("2:3", "0:4", "0:5"));
    }

    /** And so neither its matching nor what was sent for it stays. */
    @Test
    void isForgottenWhenItsClientIsGone() {
        var events = follow("type=Car");
        assertThat(stored()).hasSize(1);
        events.close();
        // It is noticed when something is written.
        create("{id:'urn:e:car', type:'Car', n:0}");
        Awaitility.await()
                .until(() -> {
                    api.post("/entities/urn:e:car/attrs", "{n:" + System.nanoTime() + "}").is(204);
                    return stored().isEmpty();
                });
    }

    private List<String> stored() {
        try (var connection = RunningAuriga.database().connect();
                var query = connection.prepareStatement("SELECT id FROM feed WHERE tenant = ?")) {
            query.setString(1, tenant);
            var ids = new ArrayList<String>();
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
            }
            return ids;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Events follow(String query) {
        var encoded =
                java.util.Arrays.stream((query + "&tenant=" + tenant).split("&"))
                        .filter(pair -> !pair.isEmpty())
                        .map(pair -> pair.split("=", 2))
                        .map(pair -> pair[0] + "=" + Api.segment(pair[1]))
                        .collect(Collectors.joining("&"));
        return Events.of(URI.create(RunningAuriga.uri() + "/ngsi-ld/v1/events?" + encoded));
    }
}
