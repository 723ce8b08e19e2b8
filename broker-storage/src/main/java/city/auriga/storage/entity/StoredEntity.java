package city.auriga.storage.entity;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.storage.entity.EntityCache.Version;
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
    private StoredEntity() {}

    /**
     * Reads a row, unless its version is the one that is known already.
     *
     * @param offset number of columns before these: {@code xmin} as text, {@code type_set}, {@code
     *     scopes}, {@code document} (null if the version is the known one), {@code created_at},
     *     {@code modified_at}, {@code expires_at}
     */
    public static Version read(
            ResultSet row, int offset, EntityId id, @Nullable Version known, TypeSets typeSets)
            throws SQLException {
        var number = row.getString(offset + 1);
        if (known != null && known.number().equals(number)) {
            return known;
        }
        var createdAt = Objects.requireNonNull(instant(row, offset + 5));
        return new Version(
                number,
                new Entity(
                        id,
                        typeSets.types(row.getInt(offset + 2)),
                        scopes(row, offset + 3),
                        attributes(row.getBytes(offset + 4), createdAt),
                        createdAt,
                        Objects.requireNonNull(instant(row, offset + 6)),
                        instant(row, offset + 7)));
    }

    /**
     * @param document JSON text in UTF-8
     */
    public static Map<String, List<Attribute>> attributes(byte[] document, Instant createdAt) {
        try (var in = StoredAttributes.JSON.createParser(document)) {
            return StoredAttributesReader.read(in, createdAt);
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
