package city.auriga.demo;

import city.auriga.demo.simulation.City;
import city.auriga.demo.simulation.Device;
import city.auriga.demo.simulation.Kind;
import city.auriga.demo.simulation.Measured;
import city.auriga.demo.simulation.Place;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Declares the kinds of devices and the devices to the IoT agent; what it knows stays as it is. */
final class Provisioning {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int CREATED = 201;
    private static final int CONFLICT = 409;
    private static final int AT_ONCE = 100;

    private final Broker broker;

    Provisioning(Broker broker) {
        this.broker = broker;
    }

    void declare(City city) {
        for (var kind : Kind.values()) {
            declare("services", List.of(kind), Provisioning::group);
        }
        var devices = city.devices();
        for (int from = 0; from < devices.size(); from += AT_ONCE) {
            var part = devices.subList(from, Math.min(from + AT_ONCE, devices.size()));
            declare("devices", part, Provisioning::device);
        }
    }

    /** All of them, or where some are known already, one by one. */
    private <T> void declare(String member, List<T> items, Function<T, ObjectNode> describe) {
        var path = "/iot/" + member;
        var body = JSON.objectNode();
        body.set(member, JSON.arrayNode().addAll(items.stream().map(describe).toList()));
        var reply = broker.post(path, body.toString());
        if (reply.statusCode() == CONFLICT && items.size() > 1) {
            items.forEach(item -> declare(member, List.of(item), describe));
        } else if (reply.statusCode() != CREATED && reply.statusCode() != CONFLICT) {
            throw broker.unexpected(path, reply);
        }
    }

    static ObjectNode group(Kind kind) {
        var group =
                JSON.objectNode()
                        .put("apikey", kind.apikey())
                        .put("resource", "/iot/json")
                        .put("entity_type", kind.entityType());
        group.putArray("attributes")
                .addAll(kind.measures().stream().map(Provisioning::attribute).toList());
        group.putArray("static_attributes")
                .add(constant("dataProvider", "Text", JSON.stringNode("Auriga demo")));
        return group;
    }

    private static ObjectNode attribute(Measured measured) {
        var attribute =
                JSON.objectNode()
                        .put("object_id", measured.objectId())
                        .put("name", measured.name())
                        .put("type", measured.type());
        measured.unit()
                .ifPresent(unit ->
                        attribute
                                .putObject("metadata")
                                .putObject("unitCode")
                                .put("type", "Text")
                                .put("value", unit));
        return attribute;
    }

    static ObjectNode device(Device device) {
        var description =
                JSON.objectNode()
                        .put("device_id", device.id())
                        .put("apikey", device.kind().apikey())
                        .put("entity_name", device.entityId())
                        .put("entity_type", device.kind().entityType());
        var address =
                JSON.objectNode()
                        .put("streetAddress", device.street())
                        .put("addressLocality", "Santander")
                        .put("addressCountry", "ES");
        description
                .putArray("static_attributes")
                .add(constant("location", "GeoProperty", geometry(device.places())))
                .add(constant("address", "Object", address));
        return description;
    }

    private static ObjectNode constant(String name, String type, JsonNode value) {
        var constant = JSON.objectNode().put("name", name).put("type", type);
        constant.set("value", value);
        return constant;
    }

    private static ObjectNode geometry(List<Place> places) {
        boolean isPoint = places.size() == 1;
        var geometry = JSON.objectNode().put("type", isPoint ? "Point" : "LineString");
        var positions =
                JSON.arrayNode().addAll(places.stream().map(Provisioning::position).toList());
        geometry.set("coordinates", isPoint ? positions.get(0) : positions);
        return geometry;
    }

    private static ArrayNode position(Place place) {
        return JSON.arrayNode().add(place.longitude()).add(place.latitude());
    }
}
