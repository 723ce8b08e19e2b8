package city.auriga.storage.context;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.storage.TestDatabase;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is named keeps its @context, whichever version stored it. */
class ContextMigrationTest {
    private static final String BEFORE_BOUNDS = "10";
    private static final String URL = "http://broker.example/ngsi-ld/v1/jsonldContexts/";

    private static String id(int number) {
        return "urn:uuid:00000000-0000-3000-8000-%012d".formatted(number);
    }

    private static String url(int number) {
        return URL + id(number);
    }

    @Test
    void whatSomethingNamesIsNoneOfReplies() {
        try (var database = TestDatabase.create()) {
            var migrations = Flyway.configure().dataSource(database.dataSource());
            migrations.target(BEFORE_BOUNDS).load().migrate();
            var jdbc = JdbcClient.create(database.dataSource());
            for (int i = 1; i <= 7; i++) {
                context(jdbc, i, "ImplicitlyCreated", "{}");
            }
            subscription(jdbc, "{\"jsonldContext\":\"%s\"}".formatted(url(1)));
            subscription(jdbc, "{\"@context\":\"%s\"}".formatted(url(2)));
            subscription(
                    jdbc,
                    "{\"@context\":[\"%s\"]}"
                            .formatted(url(3).replace("urn:uuid:", "urn%3Auuid%3A")));
            context(jdbc, 8, "Hosted", "[\"%s\"]".formatted(url(4)));
            jdbc.sql(
                            "INSERT INTO device (tenant, path, apikey, id, document) VALUES ('t',"
                                    + " '/', 'k', 'd', ?::jsonb)")
                    .param("{\"jsonldContext\":\"%s\"}".formatted(url(5)))
                    .update();
            jdbc.sql(
                            "INSERT INTO json_context (tenant, id, kind, document, created_at)"
                                    + " VALUES ('other', ?, 'Hosted', ?::json, now())")
                    .params(id(9), "\"%s\"".formatted(url(6)))
                    .update();

            Flyway.configure().dataSource(database.dataSource()).load().migrate();

            assertThat(
                            jdbc.sql("SELECT id FROM json_context WHERE for_reply ORDER BY id")
                                    .query(String.class)
                                    .list())
                    .containsExactly(id(6), id(7));
        }
    }

    private static void context(JdbcClient jdbc, int number, String kind, String document) {
        jdbc.sql(
                        "INSERT INTO json_context (tenant, id, kind, document, created_at) VALUES"
                                + " ('t', ?, ?, ?::json, now())")
                .params(id(number), kind, document)
                .update();
    }

    private static void subscription(JdbcClient jdbc, String document) {
        jdbc.sql(
                        "INSERT INTO subscription (tenant, id, document, created_at, modified_at)"
                                + " VALUES ('t', gen_random_uuid()::text, ?::jsonb, now(), now())")
                .param(document)
                .update();
    }
}
