package city.auriga.api.entity;

import city.auriga.api.binding.Commits;
import city.auriga.api.binding.Payload;
import city.auriga.api.binding.RequestContexts;
import city.auriga.api.config.LimitSettings;
import city.auriga.core.entity.BatchResult;
import city.auriga.core.entity.MutationWriter;
import city.auriga.core.jsonld.Context;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.Mutation;
import city.auriga.core.mutation.MutationResult;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.core.representation.EntityFragment;
import city.auriga.core.representation.EntityReader;
import city.auriga.core.representation.Purpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * What all batch operations share (5.6.7 to 5.6.10, 5.6.20): each item stands for itself; an item
 * that cannot be read or is refused becomes an error of the result; items of one Entity take effect
 * in their order.
 */
@Component
class Batches {
    private final MutationWriter writer;
    private final Commits commits;
    private final RequestContexts contexts;
    private final LimitSettings limits;

    Batches(
            MutationWriter writer,
            Commits commits,
            RequestContexts contexts,
            LimitSettings limits) {
        this.writer = writer;
        this.commits = commits;
        this.contexts = contexts;
        this.limits = limits;
    }

    /**
     * One item of a batch.
     *
     * @param id as it was sent
     * @param content null if the item could not be read; then there is an error
     */
    record Item<T>(String id, @Nullable T content, @Nullable NgsiLdException error) {}

    /** Reads the entities of a batch, each with its own @context if the batch is JSON-LD. */
    List<Item<EntityFragment>> entities(Tenant tenant, Payload payload, Purpose purpose) {
        return items(tenant, payload, purpose, EntityReader::entity);
    }

    /** Reads changes of entities, which need not tell their types. */
    List<Item<EntityFragment>> fragments(Tenant tenant, Payload payload, Purpose purpose) {
        return items(tenant, payload, purpose, EntityReader::identified);
    }

    private List<Item<EntityFragment>> items(
            Tenant tenant,
            Payload payload,
            Purpose purpose,
            BiFunction<EntityReader, JsonNode, EntityFragment> read) {
        var items = new ArrayList<Item<EntityFragment>>();
        for (var node : array(payload, JsonNode::isObject, "an Entity")) {
            items.add(
                    item(
                            idOf(node),
                            () ->
                                    read.apply(
                                            new EntityReader(
                                                    context(tenant, node, payload), purpose),
                                            node)));
        }
        return items;
    }

    /** Reads the ids of a batch delete. */
    List<Item<EntityId>> ids(Payload payload) {
        var items = new ArrayList<Item<EntityId>>();
        for (var node : array(payload, JsonNode::isString, "an id")) {
            items.add(item(node.stringValue(), () -> EntityId.parse(node.stringValue(), "$")));
        }
        return items;
    }

    /**
     * Applies a mutation per Entity.
     *
     * @throws NgsiLdException NonexistentTenant if the tenant was removed just before
     */
    BatchResult run(
            Tenant tenant,
            List<Item<EntityFragment>> items,
            BiFunction<EntityId, EntityFragment, Mutation> mutation,
            Instant now) {
        return submit(
                tenant,
                items,
                entity -> Objects.requireNonNull(entity.id()),
                entity -> mutation.apply(Objects.requireNonNull(entity.id()), entity),
                now);
    }

    /** Applies a mutation per id. */
    BatchResult delete(
            Tenant tenant,
            List<Item<EntityId>> items,
            Function<EntityId, Mutation> mutation,
            Instant now) {
        return submit(tenant, items, id -> id, mutation, now);
    }

    private <T> BatchResult submit(
            Tenant tenant,
            List<Item<T>> items,
            Function<T, EntityId> id,
            Function<T, Mutation> mutation,
            Instant now) {
        var replies = new ArrayList<CompletableFuture<MutationResult>>();
        for (var item : items) {
            var content = item.content();
            replies.add(
                    content == null
                            ? CompletableFuture.failedFuture(Objects.requireNonNull(item.error()))
                            : writer.write(
                                    tenant, id.apply(content), mutation.apply(content), now));
        }
        var success = new LinkedHashSet<String>();
        var created = new LinkedHashSet<String>();
        var errors = new ArrayList<BatchResult.Failure>();
        for (int i = 0; i < items.size(); i++) {
            var itemId = items.get(i).id();
            try {
                var result = commits.await(replies.get(i));
                requireComplete(result);
                success.add(itemId);
                if (result.created()) {
                    created.add(itemId);
                }
            } catch (NgsiLdException e) {
                if (e.problem() == Problem.NONEXISTENT_TENANT) {
                    // It is gone, with whatever of it was stored before.
                    throw e;
                }
                errors.add(new BatchResult.Failure(itemId, e));
            }
        }
        requireStorage(success, errors);
        return new BatchResult(List.copyOf(success), List.copyOf(created), errors);
    }

    private static void requireComplete(MutationResult result) {
        if (!result.notUpdated().isEmpty()) {
            var skipped = result.notUpdated().getFirst();
            throw new NgsiLdException(
                    Problem.ALREADY_EXISTS,
                    skipped.attributeName() + " was left alone: " + skipped.reason());
        }
    }

    /**
     * If nothing could be stored for want of the database, the whole request may be tried again.
     */
    private static void requireStorage(Set<String> success, List<BatchResult.Failure> errors) {
        if (success.isEmpty()
                && !errors.isEmpty()
                && errors.stream()
                        .allMatch(e -> e.error().problem() == Problem.SERVICE_UNAVAILABLE)) {
            throw errors.getFirst().error();
        }
    }

    private Context context(Tenant tenant, JsonNode node, Payload payload) {
        if (payload.linkedData()) {
            return contexts.ofDocument(tenant, node, "$.@context", payload.origin());
        }
        RequestContexts.requireNone(node, "$.@context");
        return payload.context();
    }

    /** Faults of the array itself fail the whole request. */
    private JsonNode array(Payload payload, Predicate<JsonNode> isItem, String expected) {
        var body = payload.body();
        if (!body.isArray()) {
            throw NgsiLdException.invalid("$", "expected an array");
        }
        if (body.isEmpty()) {
            throw NgsiLdException.badData("$", "the batch is empty");
        }
        if (body.size() > limits.batchSize()) {
            throw NgsiLdException.badData(
                    "$",
                    "a batch may have at most "
                            + limits.batchSize()
                            + " items, this one has "
                            + body.size());
        }
        for (int i = 0; i < body.size(); i++) {
            if (!isItem.test(body.get(i))) {
                throw NgsiLdException.badData(
                        "$[" + i + "]", "expected " + expected + ", found " + body.get(i));
            }
        }
        return body;
    }

    private static <T> Item<T> item(String id, Supplier<T> read) {
        try {
            return new Item<>(id, read.get(), null);
        } catch (NgsiLdException e) {
            return new Item<>(id, null, e);
        }
    }

    private static String idOf(JsonNode node) {
        var id = node.path("id").isMissingNode() ? node.path("@id") : node.path("id");
        return id.isString() ? id.stringValue() : "";
    }
}
