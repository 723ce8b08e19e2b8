package city.auriga.api.context;

import city.auriga.api.config.HttpSettings;
import city.auriga.core.problem.NgsiLdException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.springframework.util.unit.DataSize;

/** The parts that fetch, with settings of the test's choice and a clock that the test turns. */
final class Fetching implements AutoCloseable {
    static final HttpSettings HTTP = new HttpSettings(1026, null, 0, 0, null);
    static final Duration TIMEOUT = Duration.ofSeconds(2);

    private volatile Duration passed = Duration.ZERO;
    private final InstantSource clock = () -> Instant.now().plus(passed);
    private final ContextSettings settings;
    private final ContextClient client;
    private final RemoteDocuments documents;

    Fetching(ContextSettings settings) {
        this.settings = settings;
        this.client = new ContextClient(settings, HTTP, clock);
        this.documents = new RemoteDocuments(client, settings, clock);
    }

    static Fetching usual() {
        return new Fetching(settings(null, null, List.of()));
    }

    static ContextSettings settings(Path ca, URI proxy, List<Path> pinned) {
        return new ContextSettings(
                TIMEOUT,
                DataSize.ofKilobytes(100),
                DataSize.ofKilobytes(300),
                10,
                4,
                3,
                DataSize.ofMegabytes(4),
                DataSize.ofKilobytes(50),
                Duration.ofMinutes(30),
                Duration.ofSeconds(10),
                Duration.ofHours(24),
                100,
                DataSize.ofKilobytes(500),
                10,
                Duration.ofHours(24),
                null,
                ca,
                proxy,
                List.of("direct.example"),
                pinned);
    }

    void pass(Duration time) {
        passed = passed.plus(time);
    }

    InstantSource clock() {
        return clock;
    }

    ContextSettings settings() {
        return settings;
    }

    RemoteDocuments documents() {
        return documents;
    }

    CachedDocument get(String url) {
        return documents.get(url, clock.instant().plus(TIMEOUT));
    }

    /** The error of a fetch: its type and its message. */
    String error(String url) {
        try {
            return "no error, but " + get(url);
        } catch (NgsiLdException e) {
            return e.problem() + ": " + e.getMessage();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
