package city.auriga.api.fuzz;

import city.auriga.api.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Breaks the body of a request as JSON: one thing at a time, at each place. */
final class BodyMutations {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String NGSI_LD_NULL = "urn:ngsi-ld:null";
    private static final String NUL = "a\u0000b";
    private static final String HALF_A_PAIR = "a\ud83db";
    private static final int DEEPER_THAN_ALLOWED = 70;

    /** Of every JSON type, and some that are easy to get wrong. */
    private static final List<JsonNode> ANYTHING =
            Json.of(
                            """
                            [true, 0, -1, 1.5, '', ' ', 'x', 'urn:x:y', '@none', '@type', [], [[]], [null], ['x'], [1, 2],
                             {}, {x:null}, {type:'Property'}, {type:'Property',value:1}, {value:{value:{value:1}}},
                             {'@value':1}, {'@id':'urn:x:y'}, {'@none':'urn:ngsi-ld:null'}, ['urn:ngsi-ld:null'],
                             {type:'Point',coordinates:[0,0]}, {type:'Point',coordinates:null}, {'':''}, {id:'urn:x:y'},
                             12345678901234567890123456789012345678901234567890, 1e308, 5e-324, -0.0, 1e400,
                             1e-400, 1e999999999, 9007199254740993, '\\'; DROP TABLE entity; --', '%s%n$1', '\\u202e\\ufeff'
                            ]
                            """)
                    .valueStream()
                    .toList();

    private static final List<String> BAD_NAMES =
            List.of(
                    "1a", "a b", "a-b", "<a>", "@a", "a:", "a/b", "a'", "a\"b", "a\\b", "", " ",
                    NUL);

    private final Template template;
    private final Grammar grammar;
    private final JsonNode body;
    private final List<Place> places;
    private final List<Mutation> mutations = new ArrayList<>();

    private BodyMutations(Template template) {
        this.template = template;
        this.grammar = template.grammar();
        this.body = template.body().orElseThrow();
        this.places = Place.in(body);
    }

    static List<Mutation> of(Template template, Random random) {
        var all = new BodyMutations(template);
        all.places.forEach(place -> {
            all.breakKind(place);
            all.breakText(place);
            all.breakNames(place);
            all.breakAttribute(place);
            all.remove(place);
            all.replace(place);
        });
        all.breakSeveral(random);
        all.replaceWhole();
        return all.mutations;
    }

    /** Values that this member cannot have. */
    private void breakKind(Place place) {
        grammar.kind(place)
                .ifPresent(kind ->
                        kind.wrong().forEach(wrong -> refused(place, wrong, nameOf(place, kind))));
        if (grammar.refusesNull(place)) {
            refused(place, JSON.nullNode(), nameOf(place));
        }
        if (grammar.refusesNgsiLdNull(place)) {
            refused(place, JSON.stringNode(NGSI_LD_NULL), nameOf(place));
        }
    }

    /** Text and numbers that cannot be stored, and texts that are too long to be sensible. */
    private void breakText(Place place) {
        if (grammar.isStored()) {
            refused(place, JSON.stringNode(NUL), nameOf(place));
            refused(place, JSON.stringNode(HALF_A_PAIR), nameOf(place));
            refused(place, JSON.numberNode(new BigDecimal("1e400")), nameOf(place));
        } else {
            anything(place, JSON.stringNode(NUL));
            anything(place, JSON.stringNode(HALF_A_PAIR));
        }
        anything(place, JSON.stringNode("x".repeat(100_000)));
        anything(place, JSON.stringNode("urn:" + "x".repeat(5_000)));
        JsonNode deep = JSON.stringNode("x");
        for (int i = 0; i < DEEPER_THAN_ALLOWED; i++) {
            deep = i % 2 == 0 ? JSON.arrayNode().add(deep) : JSON.objectNode().set("x", deep);
        }
        var request = template.with(place.replaced(deep));
        mutations.add(
                grammar.isNgsiLd()
                        ? Mutation.refused(place + " is nested too deeply", request)
                        : Mutation.anything(place + " is nested deeply", request));
    }

    /** Names that no Attribute can have; in other places they may stand. */
    private void breakNames(Place place) {
        if (place.member().isEmpty()) {
            return;
        }
        boolean attribute = grammar.isEntity() && Grammar.isAttribute(place.value());
        for (var name : BAD_NAMES) {
            var what = place + " is called '" + name + "'";
            var request = template.with(place.renamed(name));
            mutations.add(
                    attribute
                            ? Mutation.refused(what, request, name)
                            : Mutation.anything(what, request));
        }
    }

    /** A second value member, and members that only another type of Attribute can have. */
    private void breakAttribute(Place place) {
        if (!grammar.isEntity() || !Grammar.isAttribute(place.value())) {
            return;
        }
        for (var member : new TreeSet<>(GrammarTables.VALUE_MEMBERS)) {
            if (!place.value().has(member)) {
                mutations.add(
                        Mutation.refused(
                                place + " has a second value, " + member,
                                template.with(place.with(member, JSON.stringNode("urn:x:y"))),
                                member));
            }
        }
        for (var member : List.of("entity", "previousValue", "lang", "@context")) {
            mutations.add(
                    Mutation.refused(
                            place + " has the member " + member,
                            template.with(place.with(member, JSON.stringNode("x"))),
                            member));
        }
    }

    private void remove(Place place) {
        var request = template.with(place.removed());
        mutations.add(
                grammar.requires(place)
                        ? Mutation.refused(place + " is missing", request, nameOf(place))
                        : Mutation.anything(place + " is missing", request));
    }

    private void replace(Place place) {
        ANYTHING.forEach(value -> anything(place, value));
    }

    /** Two to four places at once, by chance. */
    private void breakSeveral(Random random) {
        for (int i = 0; i < 40 && !places.isEmpty(); i++) {
            var broken = body;
            for (int n = 2 + random.nextInt(3); n > 0; n--) {
                var left = Place.in(broken);
                if (!left.isEmpty()) {
                    var place = left.get(random.nextInt(left.size()));
                    broken = place.replaced(ANYTHING.get(random.nextInt(ANYTHING.size())));
                }
            }
            mutations.add(Mutation.anything("several places", template.with(broken)));
        }
    }

    private void replaceWhole() {
        Stream.concat(ANYTHING.stream(), Stream.of(JSON.nullNode()))
                .forEach(value ->
                        mutations.add(
                                value instanceof ObjectNode || value.isArray()
                                        ? Mutation.anything("$ = " + value, template.with(value))
                                        : Mutation.refused("$ = " + value, template.with(value))));
    }

    /** A geometry is named as a whole, and so is an item of an array by its array. */
    private static String nameOf(Place place, Kind kind) {
        return switch (kind) {
            case POINT, LINE, POLYGON, GEOMETRY_TYPE -> aboveGeometry(place);
            default -> nameOf(place);
        };
    }

    private static String nameOf(Place place) {
        return place.names().contains("coordinates") || place.parent().has("coordinates")
                ? aboveGeometry(place)
                : place.name();
    }

    private static String aboveGeometry(Place place) {
        var names = place.names();
        return names.size() < 2 || names.get(names.size() - 2).equals("geoQ")
                ? names.getLast()
                : names.get(names.size() - 2);
    }

    private void refused(Place place, JsonNode value, String named) {
        mutations.add(
                Mutation.refused(
                        place + " = " + shown(value), template.with(place.replaced(value)), named));
    }

    private void anything(Place place, JsonNode value) {
        mutations.add(
                Mutation.anything(
                        place + " = " + shown(value), template.with(place.replaced(value))));
    }

    private static String shown(JsonNode value) {
        var text = value.toString();
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
