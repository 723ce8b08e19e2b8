package city.auriga.api.fuzz;

import java.util.List;
import java.util.stream.Stream;

/** Reading entities: what there is to ask for, spread over several requests. */
final class QueryTemplates {
    private QueryTemplates() {}

    static List<Template> of(String tenant) {
        return Stream.of(one(tenant), many(tenant), discovery(tenant))
                .flatMap(List::stream)
                .toList();
    }

    /** Requests for all that is stored, in every form. */
    static List<Request> everything(String tenant) {
        var entities =
                Templates.with(
                        Templates.request(tenant, "GET", "/entities"),
                        "local",
                        "true",
                        "limit",
                        "1000",
                        "count",
                        "true");
        var groups = Request.of("GET", "/iot/services").withHeader("Fiware-Service", tenant);
        return List.of(
                Templates.with(entities, "options", "sysAttrs"),
                Templates.with(entities, "options", "concise"),
                Templates.with(entities, "options", "simplified", "lang", "en"),
                asGeoJson(entities),
                entities.withHeader("Accept", "application/ld+json"),
                Templates.with(Templates.request(tenant, "GET", "/subscriptions"), "limit", "1000"),
                Templates.with(Templates.request(tenant, "GET", "/types"), "details", "true"),
                Templates.with(Templates.request(tenant, "GET", "/attributes"), "details", "true"),
                groups.withHeader("Fiware-ServicePath", "/*"),
                groups.withPath("/iot/devices"),
                groups.withPath("/iot/deadletters"));
    }

    private static List<Template> one(String tenant) {
        var retrieve =
                Templates.with(
                        Templates.request(tenant, "GET", "/entities/" + Templates.ID),
                        "type",
                        "Fuzz",
                        "options",
                        "sysAttrs",
                        "lang",
                        "en",
                        "datasetId",
                        "@none,urn:d:1");
        return List.of(
                template(
                        tenant,
                        "Retrieve Entity",
                        Templates.with(retrieve, "pick", "id,type,location", "format", "concise")),
                template(
                        tenant,
                        "Retrieve Entity, attrs",
                        Templates.with(retrieve, "attrs", "location", "local", "true")),
                template(
                        tenant,
                        "Retrieve Entity as GeoJSON",
                        asGeoJson(
                                Templates.with(
                                        retrieve, "omit", "speed", "geometryProperty", "area"))));
    }

    private static List<Template> many(String tenant) {
        var query =
                Templates.with(
                        Templates.request(tenant, "GET", "/entities"),
                        "type",
                        "Fuzz",
                        "limit",
                        "10",
                        "offset",
                        "0",
                        "count",
                        "true");
        return List.of(
                template(tenant, "Query Entities", byContent(query)),
                template(tenant, "Query Entities, geo", byPlace(query)),
                template(tenant, "Query Entities, ids", byId(query)),
                template(tenant, "Query Entities as GeoJSON", asGeoJson(query)));
    }

    private static List<Template> discovery(String tenant) {
        var types = Templates.request(tenant, "GET", "/types");
        var attributes = Templates.request(tenant, "GET", "/attributes");
        return List.of(
                template(
                        tenant,
                        "Retrieve Available Entity Types",
                        Templates.with(types, "details", "true", "local", "true")),
                template(
                        tenant,
                        "Retrieve Available Entity Type Information",
                        types.withPath("/ngsi-ld/v1/types/Fuzz")),
                template(
                        tenant,
                        "Retrieve Available Attributes",
                        Templates.with(attributes, "details", "true", "count", "true")),
                template(
                        tenant,
                        "Retrieve Available Attribute Information",
                        attributes.withPath("/ngsi-ld/v1/attributes/temperature")));
    }

    private static Request byContent(Request query) {
        return Templates.with(
                query,
                "q",
                "temperature>1;speed",
                "scopeQ",
                "/Madrid/#",
                "options",
                "sysAttrs,concise",
                "pick",
                "id,temperature",
                "csf",
                "a==1",
                "expandValues",
                "kind",
                "jsonKeys",
                "raw");
    }

    private static Request byPlace(Request query) {
        return Templates.with(
                query,
                "georel",
                "near;maxDistance==100",
                "geometry",
                "Point",
                "coordinates",
                "[8.4,49]",
                "geoproperty",
                "location",
                "omit",
                "speed");
    }

    private static Request byId(Request query) {
        return Templates.with(
                query,
                "id",
                Templates.ID,
                "idPattern",
                "^urn",
                "attrs",
                "temperature,location",
                "format",
                "simplified",
                "lang",
                "en",
                "datasetId",
                "@none",
                "local",
                "true");
    }

    private static Request asGeoJson(Request request) {
        return request.withHeader("Accept", "application/geo+json");
    }

    private static Template template(String tenant, String name, Request request) {
        return Template.of(name, request, EntityTemplates.stored(tenant));
    }
}
