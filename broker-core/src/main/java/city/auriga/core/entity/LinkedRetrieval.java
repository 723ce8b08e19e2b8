package city.auriga.core.entity;

import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.core.query.Projection;
import city.auriga.core.representation.LinkedEntity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds the Entities that Relationships lead to (4.5.23), level by level: one look-up for all
 * Entities of a level. An Entity that is on the path already is not joined again, so that a circle
 * ends; a Relationship whose object is not stored stays as it is.
 */
public final class LinkedRetrieval {
    private final EntityStore store;
    private final int limit;

    /**
     * @param limit how many Entities may be joined in one answer; one that stands in several places
     *     counts as often
     */
    public LinkedRetrieval(EntityStore store, int limit) {
        this.store = store;
        this.limit = limit;
    }

    /**
     * Joins what the Entities link to.
     *
     * @param shown which of their instances are shown: others are not followed
     * @return in the order of the Entities; with a flat join, what they link to comes behind them,
     *     each Entity once
     * @throws NgsiLdException TooManyResults beyond the limit
     */
    public List<LinkedEntity> join(
            Tenant tenant,
            List<Entity> entities,
            Projection projection,
            Join join,
            Predicate<String> shown,
            Instant now) {
        var roots = new ArrayList<Node>();
        for (var entity : entities) {
            roots.add(new Node(entity, projection, join.containedBy()));
        }
        int joined = 0;
        List<Node> level = roots;
        for (int i = 0; i < join.level() && !level.isEmpty(); i++) {
            level = nextLevel(tenant, level, shown, now, limit - joined);
            joined += level.size();
        }
        return join.mode() == Join.Mode.FLAT
                ? flat(roots)
                : roots.stream().map(Node::inline).toList();
    }

    /** An Entity in one place of the answer. */
    private static final class Node {
        private final Entity entity;
        private final Projection projection;
        private final Set<String> path;
        private final Map<String, Map<String, Node>> links = new LinkedHashMap<>();

        /**
         * @param above ids of the Entities on the path that leads here
         */
        Node(Entity entity, Projection projection, Set<String> above) {
            this.entity = entity;
            this.projection = projection;
            this.path = new LinkedHashSet<>(above);
            this.path.add(entity.id().value());
        }

        LinkedEntity inline() {
            var inline = new HashMap<String, Map<String, LinkedEntity>>();
            links.forEach((relationship, byObject) -> {
                var found = new HashMap<String, LinkedEntity>();
                byObject.forEach((object, node) -> found.put(object, node.inline()));
                inline.put(relationship, found);
            });
            return new LinkedEntity(entity, projection, inline);
        }
    }

    /** A Relationship that may be followed. */
    private record Link(Node from, String relationship, String object) {}

    private List<Node> nextLevel(
            Tenant tenant, List<Node> level, Predicate<String> shown, Instant now, int room) {
        var links = level.stream().flatMap(node -> links(node, shown).stream()).toList();
        var ids = new LinkedHashSet<EntityId>();
        links.forEach(link -> ids.add(new EntityId(link.object)));
        var found = store.find(tenant, ids, now);
        var next = new ArrayList<Node>();
        for (var link : links) {
            var entity = found.get(new EntityId(link.object));
            if (entity != null) {
                if (next.size() == room) {
                    throw tooMany();
                }
                var from = link.from;
                var node = new Node(entity, from.projection.nested(link.relationship), from.path);
                from.links
                        .computeIfAbsent(link.relationship, name -> new LinkedHashMap<>())
                        .put(link.object, node);
                next.add(node);
            }
        }
        return next;
    }

    private NgsiLdException tooMany() {
        return new NgsiLdException(
                Problem.TOO_MANY_RESULTS,
                "the join leads to more than "
                        + limit
                        + " linked Entities; ask for fewer Entities or a smaller joinLevel",
                "join");
    }

    private static List<Link> links(Node node, Predicate<String> shown) {
        var links = new LinkedHashSet<Link>();
        node.entity
                .attributes()
                .forEach((name, instances) -> {
                    if (!node.projection.keeps(name)) {
                        return;
                    }
                    for (var instance : instances) {
                        var datasetId = instance.datasetId();
                        if (shown.test(datasetId == null ? "@none" : datasetId)) {
                            instance.value().objects().stream()
                                    .filter(object -> !node.path.contains(object))
                                    .forEach(object -> links.add(new Link(node, name, object)));
                        }
                    }
                });
        return List.copyOf(links);
    }

    /** Breadth first, so that what an Entity of the page links to is shown as that one asks. */
    private static List<LinkedEntity> flat(List<Node> roots) {
        var flat = new LinkedHashMap<EntityId, LinkedEntity>();
        List<Node> level = roots;
        while (!level.isEmpty()) {
            var next = new ArrayList<Node>();
            for (var node : level) {
                flat.putIfAbsent(
                        node.entity.id(), LinkedEntity.alone(node.entity, node.projection));
                node.links.values().forEach(byObject -> next.addAll(byObject.values()));
            }
            level = next;
        }
        return List.copyOf(flat.values());
    }
}
