package city.auriga.storage.writer;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.storage.entity.StoredEntity;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All entities of a tenant, and what there is to discover among them, looked up one by one. */
record StoredEntities(List<Entity> live) {
    static StoredEntities of(JdbcClient jdbc, Tenant tenant, Instant now) {
        return new StoredEntities(
                jdbc
                        .sql(
                                """
                                SELECT e.id, t.types, e.document::text, e.created_at, e.modified_at, e.expires_at
                                FROM entity e JOIN type_set t ON t.id = e.type_set WHERE e.tenant = ?
                                """)
                        .param(tenant.name())
                        .query((row, n) -> entity(row))
                        .list()
                        .stream()
                        .filter(entity -> !entity.isExpired(now))
                        .map(entity -> entity.live(now))
                        .toList());
    }

    private static Entity entity(ResultSet row) throws SQLException {
        var createdAt = Objects.requireNonNull(time(row, 4));
        return new Entity(
                new EntityId(row.getString(1)),
                List.of((String[]) row.getArray(2).getArray()),
                List.of(),
                StoredEntity.attributes(
                        row.getString(3).getBytes(StandardCharsets.UTF_8), createdAt),
                createdAt,
                Objects.requireNonNull(time(row, 5)),
                time(row, 6));
    }

    private static Instant time(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
                .map(OffsetDateTime::toInstant)
                .orElse(null);
    }

    /** For each type: how many entities, and the types of each Attribute. */
    String types() {
        var text = new StringBuilder();
        for (var type : sorted(live.stream().flatMap(e -> e.types().stream()))) {
            var ofType = live.stream().filter(e -> e.types().contains(type)).toList();
            var attributes = new TreeMap<String, Object>();
            for (var name :
                    sorted(ofType.stream().flatMap(e -> e.attributes().keySet().stream()))) {
                attributes.put(
                        name,
                        instances(ofType.stream(), name)
                                .map(Attribute::type)
                                .distinct()
                                .sorted()
                                .toList());
            }
            text.append("%s %d %s%n".formatted(type, ofType.size(), attributes));
        }
        return text.toString();
    }

    /** For each Attribute: how many instances, their types, and the types of the entities. */
    String attributes() {
        var text = new StringBuilder();
        for (var name : sorted(live.stream().flatMap(e -> e.attributes().keySet().stream()))) {
            var having = live.stream().filter(e -> !e.instances(name).isEmpty()).toList();
            text.append(
                    "%s %d %s %s%n"
                            .formatted(
                                    name,
                                    instances(having.stream(), name).count(),
                                    instances(having.stream(), name)
                                            .map(Attribute::type)
                                            .distinct()
                                            .sorted()
                                            .toList(),
                                    sorted(having.stream().flatMap(e -> e.types().stream()))));
        }
        return text.toString();
    }

    private static Stream<Attribute> instances(Stream<Entity> entities, String name) {
        return entities.flatMap(e -> e.instances(name).stream());
    }

    private static TreeSet<String> sorted(Stream<String> names) {
        return names.collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
    }
}
