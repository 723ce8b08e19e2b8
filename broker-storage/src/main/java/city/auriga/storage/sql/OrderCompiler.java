package city.auriga.storage.sql;

import static city.auriga.storage.sql.JsonPaths.quote;

import city.auriga.core.query.Ordering;
import city.auriga.core.query.Ordering.Direction;
import city.auriga.core.query.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.WKBWriter;

/**
 * Compiles an order (4.23). Every key becomes a lateral join that finds its value, and expressions
 * that put it into its place: whether there is one and it is not null, its kind, and the value as a
 * number or text. Of several instances the default one counts, else the first; of several languages
 * the first by its tag; of several objects the first.
 */
public final class OrderCompiler {
    /** A null stands in a Property as the literal of JSON-LD (4.5.2), in JSON as itself. */
    private static final String WITH_NULL =
            "CASE WHEN f.found = '{\"@type\": \"@json\", \"@value\": null}' THEN 'null'::jsonb ELSE"
                    + " f.found END";

    private final String collation;
    private final Instant now;
    private Sql joins = Sql.of("");
    private final List<Sql> expressions = new ArrayList<>();
    private int aliases;

    /**
     * What an order adds to a statement.
     *
     * @param joins lateral joins behind {@code entity e}
     * @param expressions those of ORDER BY
     */
    public record Order(Sql joins, Sql expressions) {}

    private OrderCompiler(String collation, Instant now) {
        this.collation = collation;
        this.now = now;
    }

    /**
     * @param collation the quoted name of one that PostgreSQL has
     * @param now what has expired by then does not exist
     */
    public static Order compile(Ordering ordering, String collation, Instant now) {
        var compiler = new OrderCompiler(collation, now);
        for (var key : ordering.keys()) {
            if (key.direction().isDistance()) {
                compiler.addDistance(key, Objects.requireNonNull(ordering.from(), "reference"));
            } else {
                compiler.addKey(key);
            }
        }
        compiler.expressions.add(Sql.of("e.id COLLATE \"C\""));
        return new Order(compiler.joins, list(compiler.expressions));
    }

    private static Sql list(List<Sql> expressions) {
        var list = expressions.getFirst();
        for (var expression : expressions.subList(1, expressions.size())) {
            list = list.then(", ").then(expression);
        }
        return list;
    }

    private void addKey(Ordering.Key key) {
        var path = key.path();
        var member = path.member();
        if (path.names().isEmpty()) {
            addColumn(entityMember(path), key.direction());
            return;
        }
        var instances = instances(path);
        var instance = instances.getLast();
        var value =
                switch (member) {
                    case null -> value(path.trail(), instance);
                    case OBSERVED_AT, EXPIRES_AT -> moment(instance, member.term());
                    case CREATED_AT, MODIFIED_AT -> systemTime(instances, member.term());
                    case UNIT_CODE, DATASET_ID, VALUE_TYPE ->
                            Sql.of(instance + " -> '" + member.term() + "'");
                    case OBJECT_TYPE ->
                            Sql.of("jsonb_path_query_first(" + instance + ", '$.objectType[*]')");
                    case DELETED_AT, INSTANCE_ID, ID, TYPE, SCOPE -> Sql.of("NULL::jsonb");
                };
        var alias = "v" + ++aliases;
        joins =
                joins.then(" CROSS JOIN LATERAL (SELECT " + WITH_NULL + " AS v FROM (SELECT ")
                        .then(value)
                        .then(" AS found) AS f) " + alias);
        var v = alias + ".v";
        expressions.add(Sql.of("coalesce((" + v + " = 'null')::int, 2)"));
        expressions.add(directed("value_kind(" + v + ")", key.direction()));
        expressions.add(directed("value_number(" + v + ")", key.direction()));
        expressions.add(directed("value_text(" + v + ") COLLATE " + collation, key.direction()));
    }

    private static String entityMember(Path.Local path) {
        return switch (path.member()) {
            case null -> throw new IllegalArgumentException("a path needs a name");
            case ID -> "e.id";
            case TYPE ->
                    "(SELECT array_to_string(t.types, ',') FROM type_set t WHERE t.id ="
                            + " e.type_set)";
            case SCOPE -> "e.scopes[1]";
            case CREATED_AT -> "e.created_at";
            case MODIFIED_AT -> "e.modified_at";
            case EXPIRES_AT -> "e.expires_at";
            case DELETED_AT,
                    OBSERVED_AT,
                    UNIT_CODE,
                    DATASET_ID,
                    INSTANCE_ID,
                    OBJECT_TYPE,
                    VALUE_TYPE ->
                    "NULL::text";
        };
    }

    private void addColumn(String column, Direction direction) {
        boolean text = !column.endsWith("_at");
        expressions.add(Sql.of(column + " IS NULL"));
        expressions.add(
                directed(text ? "(" + column + ") COLLATE " + collation : column, direction));
    }

    /** The names of the joined instances: of the Attribute and of each sub-attribute. */
    private List<String> instances(Path.Local path) {
        var instances = new ArrayList<String>();
        for (int i = 1; i <= path.names().size(); i++) {
            var names = path.names().subList(0, i);
            var alias = "i" + ++aliases;
            joins =
                    joins.then(
                            " CROSS JOIN LATERAL (SELECT"
                                    + " coalesce(jsonb_path_query_first(e.document, (SELECT"
                                    + " ?::jsonpath)), jsonb_path_query_first(e.document, (SELECT"
                                    + " ?::jsonpath))) AS i) "
                                    + alias,
                            instancePath(names, " && !exists(@.datasetId)"),
                            instancePath(names, ""));
            instances.add(alias + ".i");
        }
        return instances;
    }

    private String instancePath(List<String> names, String condition) {
        return names.stream()
                .map(name ->
                        "."
                                + quote(name)
                                + "[*] ? (!(@.expiresAt <= "
                                + JsonPaths.time(now)
                                + ")"
                                + condition
                                + ")")
                .collect(Collectors.joining("", "$", ""));
    }

    private static Sql value(Path.Trail trail, String instance) {
        if (!(trail instanceof Path.Trail.Keys(var keys))) {
            return Sql.of("instance_value(" + instance + ")");
        }
        var iris = keys.stream().map(Path.Key::iri).toArray(String[]::new);
        var names = keys.stream().map(Path.Key::name).toArray(String[]::new);
        return Sql.of("instance_value_inside(" + instance + ", ?, ?)", iris, names);
    }

    /** A time as a typed value, so that it takes its place among the kinds. */
    private static Sql moment(String instance, String member) {
        return Sql.of(typed(instance + " ->> '" + member + "'"));
    }

    private static String typed(String time) {
        return "CASE WHEN ("
                + time
                + ") IS NOT NULL THEN jsonb_build_object('@type', 'DateTime', '@value', "
                + time
                + ") END";
    }

    /** A time that is left out where it is that of the Attribute above, or of the Entity. */
    private static Sql systemTime(List<String> instances, String member) {
        var stored =
                IntStream.iterate(instances.size() - 1, i -> i >= 0, i -> i - 1)
                        .mapToObj(instances::get)
                        .map(i -> i + " ->> 'createdAt'")
                        .collect(Collectors.joining(", "));
        var own = instances.getLast();
        var first = member.equals("modifiedAt") ? own + " ->> 'modifiedAt', " : "";
        var time =
                "coalesce("
                        + first
                        + stored
                        + ", to_char(e.created_at AT TIME ZONE 'UTC',"
                        + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'))";
        return Sql.of("CASE WHEN " + own + " IS NOT NULL THEN " + typed(time) + " END");
    }

    /** Of the default instance, else of the first one. */
    private void addDistance(Ordering.Key key, Geometry from) {
        var alias = "d" + ++aliases;
        joins =
                joins.then(
                        " LEFT JOIN LATERAL (SELECT ST_Distance(g.geom::geography,"
                                + " ST_GeomFromWKB(?, 4326)::geography, false) AS metres FROM"
                                + " entity_geo g WHERE g.tenant = e.tenant AND g.entity_id = e.id"
                                + " AND g.attribute = ? AND (g.expires_at IS NULL OR g.expires_at >"
                                + " ?) ORDER BY g.dataset_id LIMIT 1) "
                                + alias
                                + " ON true",
                        new WKBWriter().write(from),
                        key.path().names().getFirst(),
                        OffsetDateTime.ofInstant(now, ZoneOffset.UTC));
        expressions.add(Sql.of(alias + ".metres IS NULL"));
        expressions.add(directed(alias + ".metres", key.direction()));
    }

    private static Sql directed(String expression, Direction direction) {
        boolean descending = direction == Direction.DESCENDING || direction == Direction.FARTHEST;
        return Sql.of(expression + (descending ? " DESC" : ""));
    }
}
