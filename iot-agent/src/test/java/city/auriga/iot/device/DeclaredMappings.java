package city.auriga.iot.device;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.jsonld.Context;
import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.Tenant;
import city.auriga.core.representation.AttributeFragment;
import city.auriga.iot.mapping.Arrival;
import city.auriga.iot.mapping.Mapped;
import city.auriga.iot.mapping.MappedEntity;
import city.auriga.iot.mapping.Mapping;
import city.auriga.iot.payload.Payloads;
import city.auriga.iot.payload.Protocol;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a measure becomes by the members of a group and a device, for tests. */
final class DeclaredMappings {
    static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    static final String DEFAULT = "https://uri.etsi.org/ngsi-ld/default-context/";
    static final JsonMapper LENIENT =
            JsonMapper.builder()
                    .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
                    .enable(JsonReadFeature.ALLOW_UNQUOTED_PROPERTY_NAMES)
                    .build();

    private DeclaredMappings() {}

    static Mapped map(String group, String device, String measure) {
        return map(
                JsonNodeFactory.instance.objectNode(),
                (ObjectNode) LENIENT.readTree(group),
                device,
                measure);
    }

    static Mapped map(ObjectNode usual, ObjectNode groupDocument, String device, String measure) {
        return mapAll(usual, groupDocument, device, measure).findFirst().orElseThrow();
    }

    static Stream<Mapped> mapAll(
            ObjectNode usual, ObjectNode groupDocument, String device, String measure) {
        var tenant = new Tenant("city");
        new Declarations(groupDocument).validate();
        var profile =
                profiles(usual)
                        .merge(
                                new Device(
                                        tenant,
                                        "/",
                                        "k",
                                        "d",
                                        (ObjectNode) LENIENT.readTree(device)),
                                new DeviceGroup(tenant, "/", "", "k", groupDocument));
        var payload = LENIENT.readTree(measure).toString().getBytes(StandardCharsets.UTF_8);
        var arrival = new Arrival(NOW, "/json/k/d/attrs", Map.of());
        return Payloads.decode(Protocol.JSON, profile.payload(), null, payload).measures().stream()
                .map(decoded -> Mapping.of(profile, decoded, arrival).apply(true));
    }

    /**
     * @param usual members of all groups
     */
    static Profiles profiles(ObjectNode usual) {
        return new Profiles(DeclaredMappings::noContext, usual, 200);
    }

    private static Context noContext(Tenant tenant, JsonNode source) {
        throw new AssertionError("no @context is named");
    }

    static String value(Attribute attribute) {
        return switch (attribute.value()) {
            case AttributeValue.Property(var value) -> value.toString();
            case AttributeValue.GeoProperty(var value) -> value.toString();
            case AttributeValue.Relationship relationship ->
                    String.join(",", relationship.objects());
            default -> attribute.value().toString();
        };
    }

    static Map<String, Attribute> attributes(MappedEntity entity) {
        return AttributeFragment.toAttributes(entity.fragment().attributes(), NOW)
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().getFirst()));
    }
}
