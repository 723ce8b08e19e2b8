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
import java.util.HashSet;
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
    private static final int CHUNK = 500;

    /** How many links lead to nothing, or to the same, before it is too much to look. */
    private static final int LINKS_PER_ENTITY = 10;

    private final EntityStore store;
    private final int limit;

    /**
     * @param limit how many Entities may be joined in one answer; inline, one that stands in
     *     several places counts as often
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
        boolean flat = join.mode() == Join.Mode.FLAT;
        var once = new HashSet<String>();
        roots.forEach(root -> once.add(root.entity.id().value()));
        int joined = 0;
        List<Node> level = roots;
        for (int i = 0; i < join.level() && !level.isEmpty(); i++) {
            var links = links(level, shown);
            if (flat) {
                // it stands once in the answer, so one place is enough
                links.removeIf(link -> !once.add(link.object));
            }
            level = nextLevel(tenant, links, now, limit - joined);
            joined += level.size();
        }
        return flat ? flat(roots) : roots.stream().map(Node::inline).toList();
    }

    private List<Link> links(List<Node> level, Predicate<String> shown) {
        var links = new ArrayList<Link>();
        for (var node : level) {
            links.addAll(links(node, shown));
            if (links.size() > (long) limit * LINKS_PER_ENTITY) {
                throw tooMany();
            }
        }
        return links;
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
    private record Link(Node from, String relationship, String object) {
        Node follow(Entity entity) {
            var node = new Node(entity, from.projection.nested(relationship), from.path);
            from.links
                    .computeIfAbsent(relationship, name -> new LinkedHashMap<>())
                    .put(object, node);
            return node;
        }
    }

    /** Looks up no more at once than there is room for. */
    private List<Node> nextLevel(Tenant tenant, List<Link> links, Instant now, int room) {
        var byObject = new LinkedHashMap<String, List<Link>>();
        links.forEach(link ->
                byObject.computeIfAbsent(link.object, object -> new ArrayList<>()).add(link));
        var objects = List.copyOf(byObject.keySet());
        var next = new ArrayList<Node>();
        for (int from = 0; from < objects.size(); from += CHUNK) {
            var ids =
                    objects.subList(from, Math.min(from + CHUNK, objects.size())).stream()
                            .map(EntityId::new)
                            .toList();
            var found = store.find(tenant, ids, now);
            for (var id : ids) {
                var entity = found.get(id);
                if (entity != null) {
                    byObject.getOrDefault(id.value(), List.of())
                            .forEach(link -> next.add(link.follow(entity)));
                }
                if (next.size() > room) {
                    throw tooMany();
                }
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
