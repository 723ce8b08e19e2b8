package city.auriga.storage.entity;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import java.io.StringWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Between a row of {@code entity} and an {@link Entity}. */
public final class StoredEntity {
    /**
     * What {@link #read} needs, in this order, from table {@code entity} with the alias {@code e}.
     */
    public static final String COLUMNS =
            "e.id, e.type_set, e.scopes, e.document, e.created_at, e.modified_at, e.expires_at";

    private StoredEntity() {}

    /**
     * @param offset number of columns before {@link #COLUMNS}
     */
    public static Entity read(ResultSet row, int offset, TypeSets typeSets) throws SQLException {
        var createdAt = Objects.requireNonNull(instant(row, offset + 5));
        return new Entity(
                new EntityId(row.getString(offset + 1)),
                typeSets.types(row.getInt(offset + 2)),
                scopes(row, offset + 3),
                attributes(row.getString(offset + 4), createdAt),
                createdAt,
                Objects.requireNonNull(instant(row, offset + 6)),
                instant(row, offset + 7));
    }

    /** The document of an Entity as JSON text. */
    public static String document(Map<String, List<Attribute>> attributes, Instant createdAt) {
        var text = new StringWriter(1024);
        try (var out = StoredAttributes.JSON.createGenerator(text)) {
            StoredAttributes.write(out, attributes, createdAt);
        }
        return text.toString();
    }

    /** One instance as JSON text. */
    public static String instance(Attribute instance, Instant parentCreatedAt) {
        var text = new StringWriter(256);
        try (var out = StoredAttributes.JSON.createGenerator(text)) {
            StoredAttributes.writeInstance(out, instance, parentCreatedAt);
        }
        return text.toString();
    }

    public static Map<String, List<Attribute>> attributes(String document, Instant createdAt) {
        try (var in = StoredAttributes.JSON.createParser(document)) {
            return StoredAttributes.read(in, createdAt);
        }
    }

    private static List<String> scopes(ResultSet row, int column) throws SQLException {
        var array = row.getArray(column);
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
