package city.auriga.api.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.api.config.StartFailure;
import city.auriga.core.jsonld.ContextStore;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.storage.TestDatabase;
import city.auriga.storage.context.JdbcContextStore;
import city.auriga.storage.sql.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Local copies take the place of servers that nobody here can reach. */
class PinnedDocumentsTest {
    private static final String URL = "https://contexts.invalid/context.jsonld";
    private static final String OTHER = "https://contexts.invalid/other.jsonld";

    private static TestDatabase database;
    private static ContextStore store;

    @TempDir private Path folder;

    @BeforeAll
    static void start() {
        database = TestDatabase.create();
        Flyway.configure().dataSource(database.dataSource()).load().migrate();
        store = new JdbcContextStore(new Database(database.dataSource()));
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    private Path index(String text) throws IOException {
        return Files.writeString(folder.resolve("index.json"), text);
    }

    private void copy(String name, String iri) throws IOException {
        Files.writeString(
                folder.resolve(name), "{\"@context\":{\"a\":\"https://ex.org/" + iri + "\"}}");
    }

    @Test
    void areUsedInsteadOfTheirUrls() throws IOException {
        copy("a.jsonld", "first");
        index("{\"%s\":\"a.jsonld\"}".formatted(URL));
        try (var process = new BrokerProcess(store, List.of(folder))) {
            assertThat(process.use(Tenant.DEFAULT, URL).expand("a"))
                    .isEqualTo("https://ex.org/first");
            var known = process.known().find(Tenant.DEFAULT, URL).orElseThrow();
            var metadata = process.known().metadata(known, BrokerProcess.ORIGIN);
            assertThat(metadata.kind().term()).isEqualTo("Cached");
            assertThat(metadata.hits()).isEqualTo(1);
            assertThat(process.known().find(Tenant.DEFAULT, metadata.localId())).isPresent();
            assertThat(process.known().list(Tenant.DEFAULT, BrokerProcess.ORIGIN))
                    .extracting(ContextMetadata::url)
                    .contains(URL);
            assertThatThrownBy(() -> process.known().delete(Tenant.DEFAULT, known))
                    .isInstanceOfSatisfying(
                            NgsiLdException.class,
                            e -> assertThat(e.problem()).isEqualTo(Problem.BAD_REQUEST_DATA));
        }
    }

    @Test
    void areReadAgainOnReloadIfTheyAreGood() throws IOException {
        copy("a.jsonld", "first");
        index("{\"%s\":\"a.jsonld\"}".formatted(URL));
        try (var process = new BrokerProcess(store, List.of(folder))) {
            process.use(Tenant.DEFAULT, URL);
            copy("a.jsonld", "second");
            reload(process);
            assertThat(process.use(Tenant.DEFAULT, URL).expand("a"))
                    .isEqualTo("https://ex.org/second");
            for (var bad : new String[] {"{}", "{\"@context\":{\"a\":1}}"}) {
                Files.writeString(folder.resolve("a.jsonld"), bad);
                assertThatThrownBy(() -> reload(process))
                        .isInstanceOfSatisfying(
                                NgsiLdException.class,
                                e ->
                                        assertThat(e.problem())
                                                .isEqualTo(Problem.LD_CONTEXT_NOT_AVAILABLE));
            }
            Files.delete(folder.resolve("a.jsonld"));
            assertThatThrownBy(() -> reload(process)).hasMessageContaining(URL);
            assertThat(process.use(Tenant.DEFAULT, URL).expand("a"))
                    .isEqualTo("https://ex.org/second");
        }
    }

    private static void reload(BrokerProcess process) {
        var known = process.known().find(Tenant.DEFAULT, URL).orElseThrow();
        process.known().reload(Tenant.DEFAULT, known, BrokerProcess.ORIGIN);
    }

    @Test
    void comeFromSeveralFoldersAndFiles() throws IOException {
        copy("a.jsonld", "first");
        index("{\"%s\":\"a.jsonld\"}".formatted(URL));
        var more = Files.createDirectory(folder.resolve("more"));
        copy("more/b.jsonld", "other");
        var list =
                Files.writeString(
                        more.resolve("list.json"), "{\"%s\":\"b.jsonld\"}".formatted(OTHER));
        try (var process = new BrokerProcess(store, List.of(folder, list))) {
            assertThat(process.use(Tenant.DEFAULT, URL).expand("a")).endsWith("first");
            assertThat(process.use(Tenant.DEFAULT, OTHER).expand("a")).endsWith("other");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    []                                          -> no JSON object
                    {                                           -> cannot be read as JSON
                    {"https://x.example/c": 1}                  -> no file name for https://x.example/c
                    {"https://x.example/c": "missing.jsonld"}   -> missing.jsonld cannot be read
                    {"https://x.example/c": "bad.jsonld"}       -> has no @context member
                    {"https://x.example/c": "index.json"}       -> has no @context member
                    """)
    void theStartSaysWhatIsWrong(String text, String reason) throws IOException {
        Files.writeString(folder.resolve("bad.jsonld"), "{}");
        index(text);
        assertThatThrownBy(() -> new BrokerProcess(store, List.of(folder)))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("AURIGA_CONTEXT_PINNED")
                .hasMessageContaining(reason);
    }

    @Test
    void theStartRefusesTwoCopiesOfOneUrl() throws IOException {
        copy("a.jsonld", "first");
        var index = index("{\"%s\":\"a.jsonld\"}".formatted(URL));
        assertThatThrownBy(() -> new BrokerProcess(store, List.of(folder, index)))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("pinned already");
        assertThatThrownBy(() -> new BrokerProcess(store, List.of(folder.resolve("nowhere"))))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("nowhere");
    }
}
