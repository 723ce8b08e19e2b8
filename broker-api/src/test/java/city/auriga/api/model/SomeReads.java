package city.auriga.api.model;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes valid requests that only read. */
final class SomeReads {
    private static final List<String> PATHS =
            List.of(
                    "level",
                    "name",
                    "speed",
                    "tags",
                    "address",
                    "address[city]",
                    "address[geo.zip]",
                    "location",
                    "label",
                    "label[en]",
                    "label[de]",
                    "label[*]",
                    "state",
                    "raw",
                    "raw[city]",
                    "raw[n]",
                    "list",
                    "owner",
                    "route",
                    "mixed",
                    "speed.accuracy",
                    "mixed.accuracy",
                    "name.accuracy.method",
                    "speed.by",
                    "speed.unitCode",
                    "name.observedAt",
                    "nothing");

    private final Chance chance;

    SomeReads(Chance chance) {
        this.chance = chance;
    }

    Request next() {
        int kind = chance.upTo(99);
        if (kind < 25) {
            return retrieve();
        }
        return kind < 90 ? query() : discovery();
    }

    private Request retrieve() {
        var parameters = form();
        if (chance.of(20)) {
            parameters.put("type", chance.oneOf("Car", "Bus|Truck", "(Bus;Car)"));
        }
        if (!hasTimes(parameters)) {
            parameters.putAll(
                    chance.oneOf(
                            Map.<String, String>of(), Map.of("attrs", names(2)), projection()));
        }
        return Request.of("GET", parameters, "entities", chance.oneOf(SomeWrites.IDS));
    }

    /** They stay whatever is picked, so that nothing is ever left out. */
    private static boolean hasTimes(Map<String, String> parameters) {
        return parameters.getOrDefault("options", "").equals("sysAttrs");
    }

    private Map<String, String> form() {
        var parameters = new TreeMap<String, String>();
        var format = chance.oneOf("", "normalized", "concise", "simplified", "keyValues");
        if (!format.isEmpty()) {
            parameters.put(chance.oneOf("format", "options"), format);
        }
        if (!parameters.containsKey("options") && chance.of(15)) {
            parameters.put("options", "sysAttrs");
        }
        return parameters;
    }

    private Map<String, String> projection() {
        return switch (chance.upTo(3)) {
            case 0 -> Map.of("pick", (chance.of(50) ? "id," : "") + names(3));
            case 1 -> Map.of("pick", "id,type,scope," + names(3));
            case 2 -> Map.of("omit", (chance.of(20) ? "type," : "") + names(3));
            default -> Map.of("datasetId", chance.oneOf("@none", "urn:d:1", "@none,urn:d:2"));
        };
    }

    private String names(int most) {
        return String.join(",", chance.some(SomeAttributes.NAMES, most));
    }

    private Request query() {
        var parameters = form();
        parameters.putAll(filter());
        if (chance.of(30)) {
            parameters.putAll(filter());
        }
        if (chance.of(25) && !parameters.containsKey("attrs") && !hasTimes(parameters)) {
            parameters.putAll(projection());
        }
        if (chance.of(20)) {
            parameters.put("scopeQ", scopeQ());
        }
        if (chance.of(15)) {
            parameters.put("id", String.join(",", chance.some(SomeWrites.IDS, 3)));
        } else if (chance.of(10)) {
            parameters.put("idPattern", chance.oneOf("[12]$", "m:3", "^urn:m"));
        }
        boolean paged = chance.of(30);
        if (paged || chance.of(10)) {
            parameters.put(
                    "orderBy",
                    chance.oneOf("id", "name", "speed") + chance.oneOf("", ";asc", ";desc"));
        }
        if (paged) {
            parameters.put("limit", chance.oneOf("1", "2", "3"));
            parameters.put("offset", chance.oneOf("0", "1", "4"));
        }
        if (chance.of(30)) {
            parameters.put("count", "true");
        }
        return Request.of("GET", parameters, "entities");
    }

    private Map<String, String> filter() {
        return switch (chance.upTo(9)) {
            case 0 -> Map.of("local", "true");
            case 1, 2 -> Map.of("type", chance.oneOf("Car", "Bus,Truck", "(Bus;Car)", "Car|Bus"));
            case 3 -> Map.of("attrs", names(2));
            case 4 -> near();
            case 5 ->
                    Map.of(
                            "georel", "within",
                            "geometry", "Polygon",
                            "coordinates",
                                    "[[[17.095,48.095],[17.125,48.095],[17.125,48.115],[17.095,48.115],[17.095,48.095]]]");
            default -> q();
        };
    }

    private Map<String, String> near() {
        var which = chance.oneOf("max", "min");
        var metres = chance.oneOf("500", "900", "1650", "2000");
        return Map.of(
                "georel",
                "near;" + which + "Distance==" + metres,
                "geometry",
                "Point",
                "coordinates",
                "[17.12,48.12]",
                "geoproperty",
                chance.of(80) ? "location" : "mixed");
    }

    private String scopeQ() {
        return chance.oneOf(
                "/A", "/A/#", "/A/+", "/+/B", "/#", "/D,/A/B", "/A|/D", "(/A;/D)", "/A;/D", "/B/#");
    }

    private Map<String, String> q() {
        var q = terms(2);
        return q.contains("state") ? Map.of("q", q, "expandValues", "state") : Map.of("q", q);
    }

    private String terms(int depth) {
        if (depth == 0 || chance.of(50)) {
            return term();
        }
        var operator = chance.oneOf(";", "|");
        var joined =
                Stream.generate(() -> terms(depth - 1))
                        .limit(2 + chance.upTo(1))
                        .collect(Collectors.joining(operator));
        return chance.of(50) ? "(" + joined + ")" : joined;
    }

    private String term() {
        var path = chance.oneOf(PATHS);
        if (chance.of(10)) {
            return path;
        }
        if (chance.of(10)) {
            return "!" + path;
        }
        return switch (chance.upTo(5)) {
            case 0 -> path + chance.oneOf("==", "!=") + range();
            case 1 -> path + chance.oneOf("==", "!=") + literal() + "," + literal();
            case 2 -> path + chance.oneOf(">", ">=", "<", "<=") + ordered();
            case 3 ->
                    path + chance.oneOf("~=", "!~=") + chance.oneOf("\"^r\"", "\"b\"", "\"[12]\"");
            default -> path + chance.oneOf("==", "!=") + literal();
        };
    }

    private String range() {
        return chance.oneOf("10..30", "0..0.5", "\"a\"..\"c\"", "\"1\"..\"9\"");
    }

    private String ordered() {
        return chance.oneOf("20", "0.5", "\"b\"", "\"M\"", "2");
    }

    private String literal() {
        return chance.oneOf(
                "20",
                "20.5",
                "0",
                "1",
                "true",
                "false",
                "\"b\"",
                "\"red\"",
                "\"Nitra\"",
                "\"1\"",
                "urn:o:1",
                "\"urn:o:2\"",
                "\"KMH\"",
                "\"rot\"",
                "\"on\"",
                "on",
                "\"a\"",
                "\"20\"");
    }

    private Request discovery() {
        Map<String, String> details = chance.of(50) ? Map.of() : Map.of("details", "true");
        return switch (chance.upTo(3)) {
            case 0 -> Request.of("GET", details, "types");
            case 1 -> Request.of("GET", details, "attributes");
            case 2 -> Request.of("GET", Map.of(), "types", chance.oneOf(SomeWrites.TYPES));
            default ->
                    Request.of("GET", Map.of(), "attributes", chance.oneOf(SomeAttributes.NAMES));
        };
    }
}
