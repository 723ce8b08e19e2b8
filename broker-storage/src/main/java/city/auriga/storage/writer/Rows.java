package city.auriga.storage.writer;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeType;
import city.auriga.core.model.AttributeValue.GeoProperty;
import city.auriga.core.model.DateTimes;
import city.auriga.core.model.Entity;
import city.auriga.core.model.GeoJson;
import city.auriga.core.mutation.AttributeChange;
import city.auriga.core.mutation.EntityChange;
import city.auriga.core.subscription.PendingNotification;
import city.auriga.storage.entity.StoredEntity;
import city.auriga.storage.entity.TypeSets;
import city.auriga.storage.outbox.StoredChange;
import city.auriga.storage.sql.SqlResource;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.io.WKBWriter;

/** The rows that one batch writes, table by table. */
final class Rows {
    private static final String[] ENTITY_TYPES = {
        "text", "text", "int", "text", "text", "text", "text", "text"
    };
    private static final String INSERT = SqlResource.read(Rows.class, "insert.sql");
    private static final String UPDATE = SqlResource.read(Rows.class, "update.sql");
    private static final String DELETE = SqlResource.read(Rows.class, "delete.sql");
    private static final String DELETE_GEO = SqlResource.read(Rows.class, "delete-geo.sql");
    private static final String UPSERT_GEO = SqlResource.read(Rows.class, "upsert-geo.sql");
    private static final String HISTORY = SqlResource.read(Rows.class, "history.sql");
    private static final String OUTBOX = SqlResource.read(Rows.class, "outbox.sql");

    private final TypeSets typeSets;
    private final Columns inserts = new Columns(INSERT, ENTITY_TYPES);
    private final Columns updates = new Columns(UPDATE, ENTITY_TYPES);
    private final Columns deletes = new Columns(DELETE, "text", "text");
    private final Columns goneGeo = new Columns(DELETE_GEO, "text", "text", "text", "text");
    private final Columns geo = new Columns(UPSERT_GEO, "text", "text", "text", "text", "text");
    private final Columns history =
            new Columns(HISTORY, "text", "text", "text", "text", "text", "text", "boolean", "text");
    private final Columns outbox = new Columns(OUTBOX, "text", "bigint", "text", "text");

    Rows(TypeSets typeSets) {
        this.typeSets = typeSets;
    }

    /** The statements that have something to do, the outbox last. */
    List<Columns> statements() {
        return Stream.of(inserts, updates, deletes, goneGeo, geo, history, outbox)
                .filter(columns -> !columns.isEmpty())
                .toList();
    }

    boolean hasOutbox() {
        return !outbox.isEmpty();
    }

    void add(Fold.Slot slot) {
        var entity = slot.current();
        var row = slot.row();
        if (entity != null) {
            addEntity(row == null ? inserts : updates, slot.key(), entity);
        } else if (row != null) {
            deletes.add(slot.key().tenant().name(), slot.key().id().value());
        }
        addGeometries(slot.key(), row, entity);
    }

    private void addEntity(Columns columns, Key key, Entity entity) {
        columns.add(
                key.tenant().name(),
                key.id().value(),
                typeSets.idOf(entity.types()),
                entity.scopes().isEmpty() ? null : arrayLiteral(entity.scopes()),
                StoredEntity.document(entity.attributes(), entity.createdAt()),
                DateTimes.format(entity.createdAt()),
                DateTimes.format(entity.modifiedAt()),
                format(entity.expiresAt()));
    }

    private void addGeometries(Key key, @Nullable Entity before, @Nullable Entity after) {
        if (before != null) {
            geometries(before)
                    .filter(old ->
                            after == null
                                    || after.instance(old.name, old.instance.datasetId())
                                            .filter(a -> a.type() == AttributeType.GEO_PROPERTY)
                                            .isEmpty())
                    .forEach(old ->
                            goneGeo.add(
                                    key.tenant().name(),
                                    key.id().value(),
                                    old.name,
                                    datasetId(old.instance)));
        }
        if (after != null) {
            geometries(after)
                    .filter(g ->
                            before == null
                                    || !before.instance(g.name, g.instance.datasetId())
                                            .map(Attribute::value)
                                            .equals(java.util.Optional.of(g.instance.value())))
                    .forEach(g -> addGeometry(key, g));
        }
    }

    /** What is stored is what the evaluator judges: repaired by the core, in the plane. */
    private void addGeometry(Key key, Geometry place) {
        GeoJson.find(((GeoProperty) place.instance.value()).value())
                .ifPresent(geometry ->
                        geo.add(
                                key.tenant().name(),
                                key.id().value(),
                                place.name,
                                datasetId(place.instance),
                                WKBWriter.toHex(new WKBWriter().write(geometry))));
    }

    private record Geometry(String name, Attribute instance) {}

    private static Stream<Geometry> geometries(Entity entity) {
        return entity.attributes().entrySet().stream()
                .filter(e ->
                        e.getValue().stream().anyMatch(a -> a.type() == AttributeType.GEO_PROPERTY))
                .flatMap(e ->
                        e.getValue().stream()
                                .filter(a -> a.type() == AttributeType.GEO_PROPERTY)
                                .map(a -> new Geometry(e.getKey(), a)));
    }

    void addHistory(EntityChange change) {
        for (var attribute : change.attributes()) {
            var instance =
                    attribute.after() == null
                            ? tombstone(attribute, change.at())
                            : attribute.after();
            history.add(
                    change.tenant().name(),
                    change.id().value(),
                    attribute.name(),
                    Objects.requireNonNullElse(attribute.datasetId(), ""),
                    DateTimes.format(change.at()),
                    format(instance.observedAt()),
                    attribute.after() == null,
                    StoredEntity.instance(instance, change.at()));
        }
    }

    /**
     * A deleted instance keeps its type and nothing else (4.5.6); that it is one, the column says.
     */
    private static Attribute tombstone(AttributeChange change, Instant at) {
        var before = Objects.requireNonNull(change.before());
        return Attribute.of(before.value(), at).withDatasetId(before.datasetId());
    }

    void addOutbox(PendingNotification pending, long owner) {
        var change = pending.change();
        outbox.add(
                change.tenant().name(),
                owner,
                arrayLiteral(pending.subscriptionIds()),
                StoredChange.write(change));
    }

    private static @Nullable String format(@Nullable Instant time) {
        return time == null ? null : DateTimes.format(time);
    }

    private static String datasetId(Attribute instance) {
        return Objects.requireNonNullElse(instance.datasetId(), "");
    }

    /**
     * PostgreSQL's text form of an array: {@code unnest} cannot carry arrays of different lengths.
     */
    private static String arrayLiteral(List<String> texts) {
        return texts.stream()
                .map(text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }
}
