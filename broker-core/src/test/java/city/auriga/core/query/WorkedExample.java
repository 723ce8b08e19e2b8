package city.auriga.core.query;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The Entities of the worked table of q, with terms expanded by a small @context. */
final class WorkedExample {
    private static final String VOCABULARY = "https://ex.org/v#";
    static final TermExpander TERMS = term -> term.contains(":") ? term : VOCABULARY + term;

    private static final Instant JANUARY = Instant.parse("2026-01-15T00:00:00Z");
    private static final Instant MARCH = Instant.parse("2026-03-15T00:00:00Z");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static final Entity A1 =
            entity("A1", List.of("Vehicle", "Car"), JANUARY)
                    .with("speed", speed(), property("62").withDatasetId("urn:ds:gps"))
                    .with("brand", property("'Mercedes'"))
                    .with("tags", property("['red','fast']"))
                    .with("active", property("true"))
                    .with("isParked", relationship("urn:P1"))
                    .with(
                            "address",
                            property(
                                    "{'https://ex.org/v#city':'Berlin','https://ex.org/v#geo':{'https://ex.org/v#zip':'10115'}}"))
                    .with("label", languages("{'en':'red','fr':'rouge','de':['rot','karmin']}"))
                    .with(
                            "category",
                            attribute(
                                    new AttributeValue.VocabProperty(
                                            List.of(VOCABULARY + "commercial"))))
                    .with(
                            "ticket",
                            attribute(
                                    new AttributeValue.JsonProperty(
                                            json("{'id':'T9','value':'late','n':3}"))))
                    .with("built", property("{'@type':'Date','@value':'2024-05-01'}"))
                    .build();

    static final Entity A2 =
            entity("A2", List.of("Vehicle"), MARCH)
                    .with("speed", property("80"))
                    .with("brand", property("'BMW'"))
                    .with("tags", property("['blue']"))
                    .with("active", property("false"))
                    .with("isParked", relationship("urn:P1", "urn:P9"))
                    .with("label", languages("{'en':'black','fr':'noir'}"))
                    .with(
                            "stops",
                            attribute(
                                    new AttributeValue.ListProperty(
                                            (ArrayNode) json("[10,20,30]"))))
                    .with("note", property("'30'"))
                    .build();

    static final Entity P1 =
            entity("P1", List.of("Parking"), JANUARY)
                    .with("name", property("'Central'"))
                    .with("capacity", property("300"))
                    .with("operatedBy", relationship("urn:O1"))
                    .build();

    static final Entity O1 =
            entity("O1", List.of("Organization"), MARCH)
                    .with("name", property("'ParkCo'"))
                    .with("speed", property("'fast'"))
                    .with("level", property("5"))
                    .build();

    static final List<Entity> ALL = List.of(A1, A2, P1, O1);

    static final LinkedEntities LINKED =
            id -> ALL.stream().filter(e -> e.id().value().equals(id)).findFirst();

    private WorkedExample() {}

    /** The names of the Entities that a query matches, in their order. */
    static List<String> matching(Q q) {
        return names(ALL.stream().filter(e -> Evaluator.matches(q, e, LINKED)));
    }

    static List<String> names(Stream<Entity> entities) {
        return entities.map(e -> e.id().value().substring("urn:".length())).toList();
    }

    static JsonNode json(String text) {
        return JSON.readTree(text.replace('\'', '"'));
    }

    static Attribute property(String json) {
        return attribute(new AttributeValue.Property(json(json)));
    }

    static Attribute attribute(AttributeValue value) {
        return Attribute.of(value, JANUARY);
    }

    static Builder entity(String name, List<String> types, Instant createdAt) {
        return new Builder("urn:" + name, types, createdAt, new LinkedHashMap<>());
    }

    private static Attribute speed() {
        var accuracy =
                property("0.9")
                        .withAttributes(Map.of(VOCABULARY + "source", List.of(property("'lab'"))));
        return new Attribute(
                new AttributeValue.Property(json("55")),
                null,
                Instant.parse("2026-01-10T08:00:00Z"),
                "KMH",
                null,
                List.of(),
                Map.of(VOCABULARY + "accuracy", List.of(accuracy)),
                JANUARY,
                JANUARY,
                null);
    }

    private static Attribute relationship(String... objects) {
        return attribute(new AttributeValue.Relationship(List.of(objects)));
    }

    private static Attribute languages(String map) {
        return attribute(new AttributeValue.LanguageProperty((ObjectNode) json(map)));
    }

    record Builder(
            String id,
            List<String> types,
            Instant createdAt,
            Map<String, List<Attribute>> attributes) {
        Builder with(String name, Attribute... instances) {
            attributes.put(VOCABULARY + name, List.of(instances));
            return this;
        }

        Entity build() {
            return new Entity(
                    new EntityId(id),
                    types.stream().map(TERMS::expand).toList(),
                    List.of(),
                    attributes,
                    createdAt,
                    createdAt,
                    null);
        }
    }
}
