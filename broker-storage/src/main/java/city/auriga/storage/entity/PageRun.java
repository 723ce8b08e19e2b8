package city.auriga.storage.entity;

import city.auriga.core.entity.EntityPage;
import city.auriga.core.model.Entity;
import city.auriga.core.query.EntityQuery;
import city.auriga.core.query.Evaluator;
import city.auriga.core.query.LinkedEntities;
import city.auriga.storage.entity.Candidates.Candidate;
import city.auriga.storage.entity.EntityCache.Version;
import city.auriga.storage.sql.OrderCompiler.Order;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run of one query. What the statement did not bring and is not in memory is looked up. Where
 * the condition is exact, PostgreSQL counts and pages; where it only narrows, candidates are read
 * in chunks and the evaluator judges, so that no query ever holds more than a chunk.
 */
final class PageRun {
    private final Candidates candidates;
    private final LookUps lookUps;
    private final EntityQuery query;
    private final @Nullable Order order;
    private final Instant now;
    private final LinkedEntities linked;

    /**
     * @param order null for the order of creation
     */
    PageRun(
            Candidates candidates,
            LookUps lookUps,
            EntityQuery query,
            @Nullable Order order,
            Instant now,
            LinkedEntities linked) {
        this.candidates = candidates;
        this.lookUps = lookUps;
        this.query = query;
        this.order = order;
        this.now = now;
        this.linked = linked;
    }

    /** PostgreSQL counts and pages. */
    EntityPage exactPage(EntityPage.Request page) {
        long total = page.count() ? candidates.count() : -1;
        if (page.limit() == 0) {
            return new EntityPage(List.of(), total > page.offset(), total);
        }
        int limit = page.limit() + 1;
        var found =
                order == null
                        ? candidates.page(limit, page.offset())
                        : candidates.page(order, limit, page.offset());
        boolean hasNext = found.size() > page.limit();
        var entities = new ArrayList<Entity>(page.limit());
        rows(hasNext ? found.subList(0, page.limit()) : found)
                .forEach(row -> {
                    if (row.entity != null && (row.asFound || matches(row.entity))) {
                        entities.add(row.entity);
                    }
                });
        return new EntityPage(entities, hasNext, total);
    }

    /** The evaluator judges candidates, chunk by chunk. */
    EntityPage judgedPage(EntityPage.Request page) {
        var judged = new Judged(page);
        if (order == null) {
            long after = -1;
            var chunk = candidates.chunkAfter(after);
            while (judged.wantsMoreThan(chunk) && chunk.size() == Candidates.CHUNK) {
                after = chunk.getLast().seq();
                chunk = candidates.chunkAfter(after);
            }
        } else {
            candidates.forEachChunk(order, judged::wantsMoreThan);
        }
        return judged.page();
    }

    /** Hands over what matches, chunk by chunk. */
    void forEachChunk(Consumer<List<Entity>> matching) {
        if (order == null) {
            long after = -1;
            var chunk = candidates.chunkAfter(after);
            while (handOver(chunk, matching) && chunk.size() == Candidates.CHUNK) {
                after = chunk.getLast().seq();
                chunk = candidates.chunkAfter(after);
            }
        } else {
            candidates.forEachChunk(order, chunk -> handOver(chunk, matching));
        }
    }

    private boolean handOver(List<Candidate> chunk, Consumer<List<Entity>> matching) {
        var found =
                rows(chunk).stream()
                        .flatMap(row -> Stream.ofNullable(row.entity))
                        .filter(this::matches)
                        .toList();
        if (!found.isEmpty()) {
            matching.accept(found);
        }
        return true;
    }

    /** The page, while candidates are judged. */
    private final class Judged {
        private final EntityPage.Request request;
        private final List<Entity> found = new ArrayList<>();
        private final long end;
        private long matches;

        Judged(EntityPage.Request request) {
            this.request = request;
            this.end = (long) request.offset() + request.limit();
        }

        /** Judges a chunk, and tells whether that was not enough. */
        boolean wantsMoreThan(List<Candidate> chunk) {
            for (var row : rows(chunk)) {
                if (row.entity != null && matches(row.entity)) {
                    matches++;
                    if (matches > request.offset() && found.size() < request.limit()) {
                        found.add(row.entity);
                    }
                }
            }
            return request.count() || matches <= end;
        }

        EntityPage page() {
            return new EntityPage(found, matches > end, request.count() ? matches : -1);
        }
    }

    private boolean matches(Entity entity) {
        return Evaluator.matches(query, entity, linked);
    }

    /**
     * A row that was found.
     *
     * @param entity as it is now; null if it is gone
     * @param asFound whether that is the version that the statement found
     */
    private record Row(@Nullable Entity entity, boolean asFound) {}

    private List<Row> rows(List<Candidate> found) {
        var missing = found.stream().filter(c -> c.row() == null).map(Candidate::key).toList();
        var current = lookUps.find(missing);
        return found.stream()
                .map(c -> row(c, c.row() == null ? current.get(c.key()) : c.row()))
                .toList();
    }

    private Row row(Candidate candidate, @Nullable Version version) {
        return version == null
                ? new Row(null, false)
                : new Row(version.live(now), version.number().equals(candidate.version()));
    }
}
