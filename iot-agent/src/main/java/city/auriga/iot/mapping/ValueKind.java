package city.auriga.iot.mapping;

import java.util.Locale;

/** What a declared type asks for; types that nobody knows are plain Properties. */
public enum ValueKind {
    PLAIN,
    NUMBER,
    BOOLEAN,
    STRUCTURE,
    DATE_TIME,
    DATE,
    TIME,
    GEOMETRY,
    POINT,
    LINE_STRING,
    POLYGON,
    MULTI_POINT,
    MULTI_LINE_STRING,
    MULTI_POLYGON,
    RELATIONSHIP,
    LANGUAGE,
    VOCABULARY,
    JSON,
    LIST,
    LIST_RELATIONSHIP;

    /** The kind of a {@code type} of the provisioning API; case does not matter. */
    public static ValueKind of(String type) {
        var lower = type.toLowerCase(Locale.ROOT);
        return switch (lower.startsWith("geo:") ? lower.substring("geo:".length()) : lower) {
            case "number", "float", "double", "integer", "long" -> NUMBER;
            case "boolean" -> BOOLEAN;
            case "object", "array", "structuredvalue" -> STRUCTURE;
            case "datetime", "iso8601" -> DATE_TIME;
            case "date" -> DATE;
            case "time" -> TIME;
            case "relationship" -> RELATIONSHIP;
            case "languageproperty" -> LANGUAGE;
            case "vocabproperty", "vocabularyproperty" -> VOCABULARY;
            case "jsonproperty" -> JSON;
            case "listproperty" -> LIST;
            case "listrelationship" -> LIST_RELATIONSHIP;
            case "geoproperty", "json" -> GEOMETRY;
            case "point" -> POINT;
            case "linestring", "line" -> LINE_STRING;
            case "polygon" -> POLYGON;
            case "multipoint" -> MULTI_POINT;
            case "multilinestring" -> MULTI_LINE_STRING;
            case "multipolygon" -> MULTI_POLYGON;
            default -> PLAIN;
        };
    }
}
