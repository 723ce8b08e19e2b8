package city.auriga.core.query;

import city.auriga.core.model.GeoJson;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.util.ArrayList;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import tools.jackson.databind.JsonNode;

/**
 * In which order entities are answered (4.23). Values of different kinds are ordered by their kind:
 * number, string, object, array, boolean, time, date, dateTime; null and then entities without the
 * value come last in either direction; the id decides between those that are equal.
 *
 * @param keys each decides where those before it see no difference; empty for the order of creation
 * @param from what distances are measured from; null if no key is a distance
 * @param collation language tag (RFC 5646) with the rules for texts; null compares code points
 */
public record Ordering(List<Key> keys, @Nullable Geometry from, @Nullable String collation) {
    /** Each key is looked for in each Entity that is found: more would cost more than they tell. */
    private static final int MAX_KEYS = 8;

    private static final int MAX_NAMES = 8;

    /** What matters to the order of texts (Unicode TR 35): each combination is made once. */
    private static final Set<String> COLLATION_KEYS =
            Set.of("co", "ka", "kb", "kc", "kf", "kn", "ks", "kv");

    /** The order of creation. */
    public static final Ordering CREATION = new Ordering(List.of(), null, null);

    public Ordering {
        keys = List.copyOf(keys);
    }

    /** Whether it is the order of creation. */
    public boolean isCreation() {
        return keys.isEmpty();
    }

    /** Which way a key orders. */
    public enum Direction {
        ASCENDING("asc", false),
        DESCENDING("desc", false),
        NEAREST("dist-asc", true),
        FARTHEST("dist-desc", true);

        private final String keyword;
        private final boolean distance;

        Direction(String keyword, boolean distance) {
            this.keyword = keyword;
            this.distance = distance;
        }

        /** Whether it orders by the distance of a GeoProperty, not by a value. */
        public boolean isDistance() {
            return distance;
        }
    }

    /** One key of an order. */
    public record Key(Path.Local path, Direction direction) {}

    /**
     * The texts of the parameters, or of the members of {@code ordering}.
     *
     * @param orderBy null if absent
     * @param coordinates of the reference of distances; JSON, null if absent
     * @param geometry its type; null means a Point
     */
    public record Source(
            @Nullable List<String> orderBy,
            @Nullable JsonNode coordinates,
            @Nullable String geometry,
            @Nullable String collation) {}

    /**
     * @param coordinatesMember where the coordinates stand, for errors
     * @param geometryMember where their type stands, for errors
     * @throws NgsiLdException BadRequestData that names the parameter; TooComplexQuery for more
     *     than 8 keys, or a key of more than 8 names
     */
    public static Ordering parse(
            Source source, String coordinatesMember, String geometryMember, TermExpander terms) {
        var keys = new ArrayList<Key>();
        var texts = source.orderBy();
        if (texts != null) {
            texts.forEach(text -> addKeys(keys, text, terms));
        }
        var from = reference(source, coordinatesMember, geometryMember);
        for (var key : keys) {
            if (key.direction.distance && from.isEmpty()) {
                throw NgsiLdException.badData(
                        coordinatesMember,
                        "an order by distance needs the coordinates to measure from");
            }
        }
        return new Ordering(keys, from.orElse(null), collation(source.collation()));
    }

    private static void addKeys(List<Key> keys, String text, TermExpander terms) {
        var in = new QScanner(text, "orderBy");
        do {
            in.skipBlanks();
            var path = QParser.localPath(in, "orderBy", QParser.Options.of(terms));
            in.skipBlanks();
            var direction = in.take(";") ? direction(in) : Direction.ASCENDING;
            requireValue(path, direction, in);
            if (keys.size() == MAX_KEYS || path.names().size() > MAX_NAMES) {
                throw tooComplex();
            }
            keys.add(new Key(path, direction));
            in.skipBlanks();
        } while (in.take(","));
        if (!in.atEnd()) {
            throw in.error("',', ';' or the end");
        }
    }

    private static NgsiLdException tooComplex() {
        return new NgsiLdException(
                Problem.TOO_COMPLEX_QUERY,
                "an order may have at most " + MAX_KEYS + " keys of " + MAX_NAMES + " names each",
                "orderBy");
    }

    private static Direction direction(QScanner in) {
        in.skipBlanks();
        for (var direction : Direction.values()) {
            if (in.take(direction.keyword)) {
                return direction;
            }
        }
        throw in.error("asc, desc, dist-asc or dist-desc");
    }

    private static void requireValue(Path.Local path, Direction direction, QScanner in) {
        if (path.trail() instanceof Path.Trail.Any) {
            throw in.refusal("[*] is no single value to order by");
        }
        boolean attribute = path.names().size() == 1 && path.member() == null;
        if (direction.distance && !(attribute && path.trail() instanceof Path.Trail.None)) {
            throw in.refusal("a distance is that of a GeoProperty of the Entity");
        }
    }

    private static Optional<Geometry> reference(
            Source source, String coordinatesMember, String geometryMember) {
        var coordinates = source.coordinates();
        if (coordinates == null) {
            if (source.geometry() != null) {
                throw NgsiLdException.badData(
                        coordinatesMember, "a reference geometry needs coordinates");
            }
            return Optional.empty();
        }
        if (!coordinates.isArray()) {
            throw NgsiLdException.badData(
                    coordinatesMember, "expected a JSON array, found " + coordinates);
        }
        var type = source.geometry() == null ? "Point" : source.geometry();
        var member = GeoJson.isGeometryType(type) ? coordinatesMember : geometryMember;
        return Optional.of(GeoJson.repaired(GeoJson.read(type, coordinates, member)));
    }

    private static @Nullable String collation(@Nullable String tag) {
        if (tag == null) {
            return null;
        }
        try {
            var locale = new Locale.Builder().setLanguageTag(tag).build();
            if (COLLATION_KEYS.containsAll(locale.getUnicodeLocaleKeys())
                    && locale.getExtensionKeys().stream().allMatch(key -> key == 'u')) {
                return locale.toLanguageTag();
            }
        } catch (IllformedLocaleException e) {
            // answered below
        }
        throw NgsiLdException.badData(
                "collation",
                "expected a language tag (RFC 5646) such as de or und-u-ks-level2, with the keys "
                        + String.join(", ", COLLATION_KEYS.stream().sorted().toList())
                        + " at most, found '"
                        + tag
                        + "'");
    }
}
