package city.auriga.api.context;

import city.auriga.api.config.StartFailure;
import city.auriga.core.problem.NgsiLdException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Local copies of @context documents, by their URLs: read at the start, never fetched. An index
 * file is an object from URLs to files, which stand beside it.
 */
@Component
class PinnedDocuments {
    private static final String INDEX = "index.json";

    private final ContextSettings settings;
    private final InstantSource clock;
    private final Map<String, Pinned> documents = new ConcurrentHashMap<>();

    /**
     * A local copy.
     *
     * @param readAt when the file was read
     */
    record Pinned(String url, Path file, JsonNode value, Instant readAt, Usage usage) {}

    PinnedDocuments(ContextSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        settings.pinned().forEach(this::readIndex);
    }

    private void readIndex(Path place) {
        var index = Files.isDirectory(place) ? place.resolve(INDEX) : place;
        try {
            var entries = new JsonMapper().readTree(Files.readAllBytes(index));
            if (!entries.isObject()) {
                throw failure(index + " is no JSON object from URLs to files");
            }
            entries.properties().forEach(entry -> readEntry(index, entry));
        } catch (IOException | JacksonException e) {
            throw failure(index + " cannot be read as JSON");
        }
    }

    private void readEntry(Path index, Map.Entry<String, JsonNode> entry) {
        var url = entry.getKey();
        if (!entry.getValue().isString()) {
            throw failure(index + " has no file name for " + url);
        }
        var file = index.resolveSibling(entry.getValue().stringValue());
        try {
            var pinned = new Pinned(url, file, read(file), clock.instant(), new Usage());
            if (documents.putIfAbsent(url, pinned) != null) {
                throw failure(index + " names " + url + ", which is pinned already");
            }
        } catch (IOException e) {
            throw failure(file + " cannot be read");
        } catch (NgsiLdException e) {
            throw failure(e.getMessage());
        }
    }

    private JsonNode read(Path file) throws IOException {
        return ContextContent.value(
                file.toString(), Files.readAllBytes(file), (int) settings.size().toBytes());
    }

    private static StartFailure failure(String reason) {
        return new StartFailure("AURIGA_CONTEXT_PINNED: " + reason);
    }

    Optional<Pinned> find(String url) {
        return Optional.ofNullable(documents.get(url));
    }

    List<Pinned> all() {
        return List.copyOf(documents.values());
    }

    /** Reads the file again; what is at hand stays until it is {@linkplain #replace replaced}. */
    Pinned readAgain(Pinned pinned) {
        try {
            return new Pinned(
                    pinned.url, pinned.file, read(pinned.file), clock.instant(), pinned.usage);
        } catch (IOException e) {
            throw Unavailable.of(pinned.url, "its local copy cannot be read");
        }
    }

    void replace(Pinned pinned) {
        documents.put(pinned.url(), pinned);
    }
}
