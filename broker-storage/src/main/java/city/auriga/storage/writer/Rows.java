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
import city.auriga.storage.entity.EntityCache.Version;
import city.auriga.storage.entity.EntityKey;
import city.auriga.storage.entity.TypeSets;
import city.auriga.storage.outbox.StoredChange;
import city.auriga.storage.sql.Columns;
import city.auriga.storage.sql.SqlResource;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.io.WKBWriter;

/** The rows that one batch writes, table by table. */
final class Rows {
    private static final String[] INSERT_TYPES = {
        "text", "text", "int", "text", "text", "text", "text", "text", "text"
    };
    private static final String[] UPDATE_TYPES = {
        "text", "text", "text", "int", "text", "text", "text", "boolean", "text", "text", "text",
        "text"
    };
    private static final String INSERT = SqlResource.read(Rows.class, "insert.sql");
    private static final String UPDATE = SqlResource.read(Rows.class, "update.sql");
    private static final String DELETE = SqlResource.read(Rows.class, "delete.sql");
    private static final String DELETE_GEO = SqlResource.read(Rows.class, "delete-geo.sql");
    private static final String UPSERT_GEO = SqlResource.read(Rows.class, "upsert-geo.sql");
    private static final String HISTORY = SqlResource.read(Rows.class, "history.sql");
    private static final String OUTBOX = SqlResource.read(Rows.class, "outbox.sql");

    private final TypeSets typeSets;
    private final InstanceTexts texts = new InstanceTexts();
    private final Columns inserts = new Columns(INSERT, INSERT_TYPES);
    private final Columns updates = new Columns(UPDATE, UPDATE_TYPES);
    private final Columns deletes = new Columns(DELETE, "text", "text");
    private final Columns goneGeo = new Columns(DELETE_GEO, "text", "text", "text", "text");
    private final Columns geo =
            new Columns(UPSERT_GEO, "text", "text", "text", "text", "text", "text");
    private final Columns history =
            new Columns(HISTORY, "text", "text", "int", "text", "text", "text", "text", "text");
    private final ContentChanges content;
    private final Columns outbox = new Columns(OUTBOX, "text", "bigint", "text", "text");

    Rows(TypeSets typeSets) {
        this.typeSets = typeSets;
        this.content = new ContentChanges(typeSets);
    }

    /**
     * The statements that have something to do: first those that lock rows, in the order of their
     * keys, so that two processes cannot wait for each other; the outbox last.
     */
    List<Columns> statements() {
        return Stream.of(
                        updates, deletes, inserts, goneGeo, geo, content.columns(), history, outbox)
                .filter(columns -> !columns.isEmpty())
                .toList();
    }

    void add(Fold.Slot slot) {
        var entity = slot.current();
        var row = slot.row();
        if (entity == null) {
            if (row != null) {
                deletes.add(slot.key().tenant().name(), slot.key().id().value());
                content.gone(slot.key().tenant(), row.entity());
            }
        } else if (row == null) {
            addInsert(slot, entity);
            content.come(slot.key().tenant(), entity);
        } else {
            addUpdate(slot, row, entity);
        }
        addGeometries(slot.key(), row == null ? null : row.entity(), entity);
    }

    private void addInsert(Fold.Slot slot, Entity entity) {
        var key = slot.key();
        inserts.add(
                key.tenant().name(),
                key.id().value(),
                typeSets.idOf(entity.types()),
                scopes(entity),
                texts.document(entity),
                DateTimes.format(entity.createdAt()),
                DateTimes.format(entity.modifiedAt()),
                format(entity.expiresAt()),
                format(slot.nextExpiry()));
    }

    /** Only what differs is sent: PostgreSQL puts it into the document that it has. */
    private void addUpdate(Fold.Slot slot, Version row, Entity after) {
        var key = slot.key();
        var difference = DocumentDifference.between(row.entity(), after);
        content.changed(key.tenant(), row.entity(), after, difference);
        updates.add(
                key.tenant().name(),
                key.id().value(),
                row.number(),
                typeSets.idOf(after.types()),
                scopes(after),
                difference.whole()
                        ? texts.document(after)
                        : texts.part(difference.written(), after.createdAt()),
                ArrayLiteral.of(difference.removed()),
                difference.whole(),
                DateTimes.format(after.createdAt()),
                DateTimes.format(after.modifiedAt()),
                format(after.expiresAt()),
                format(slot.nextExpiry()));
    }

    private static @Nullable String scopes(Entity entity) {
        return entity.scopes().isEmpty() ? null : ArrayLiteral.of(entity.scopes());
    }

    private void addGeometries(EntityKey key, @Nullable Entity before, @Nullable Entity after) {
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
                    .filter(g -> before == null || !isStored(g, before))
                    .forEach(g -> addGeometry(key, g));
        }
    }

    private static boolean isStored(Geometry place, Entity before) {
        return before.instance(place.name, place.instance.datasetId())
                .filter(old ->
                        old.value().equals(place.instance.value())
                                && Objects.equals(old.expiresAt(), place.instance.expiresAt()))
                .isPresent();
    }

    /** What is stored is what the evaluator judges: repaired by the core, in the plane. */
    private void addGeometry(EntityKey key, Geometry place) {
        GeoJson.find(((GeoProperty) place.instance.value()).value())
                .ifPresent(geometry ->
                        geo.add(
                                key.tenant().name(),
                                key.id().value(),
                                place.name,
                                datasetId(place.instance),
                                WKBWriter.toHex(new WKBWriter().write(geometry)),
                                format(place.instance.expiresAt())));
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

    /** One row for all instances of a change; that only an expiry moved leaves none (4.22). */
    void addHistory(EntityChange change) {
        var before = change.before();
        var after = change.after();
        if (change.recorded().isEmpty()
                && !change.scopeChanged()
                && before != null
                && after != null
                && Set.copyOf(before.types()).equals(Set.copyOf(after.types()))) {
            return;
        }
        var createdAt = change.image().createdAt();
        history.add(
                change.tenant().name(),
                change.id().value(),
                after == null ? null : typeSets.idOf(after.types()),
                DateTimes.format(createdAt),
                DateTimes.format(change.at()),
                format(observations(change).min(Instant::compareTo).orElse(null)),
                format(observations(change).max(Instant::compareTo).orElse(null)),
                texts.history(change, createdAt));
    }

    private static Stream<Instant> observations(EntityChange change) {
        return change.recorded().stream()
                .map(AttributeChange::after)
                .flatMap(Stream::ofNullable)
                .map(Attribute::observedAt)
                .flatMap(Stream::ofNullable);
    }

    void addOutbox(PendingNotification pending, long owner) {
        var change = pending.change();
        outbox.add(
                change.tenant().name(),
                owner,
                ArrayLiteral.of(pending.subscriptionIds()),
                StoredChange.write(change));
    }

    private static @Nullable String format(@Nullable Instant time) {
        return time == null ? null : DateTimes.format(time);
    }

    private static String datasetId(Attribute instance) {
        return Objects.requireNonNullElse(instance.datasetId(), "");
    }
}
