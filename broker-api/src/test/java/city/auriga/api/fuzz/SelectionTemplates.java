package city.auriga.api.fuzz;

import java.util.List;
import java.util.stream.Stream;

/** Operations on whatever matches: queries by POST, EntityMaps, purge; and on tenants. */
final class SelectionTemplates {
    private static final String QUERY =
            """
            {type:'Query', entities:[{id:'urn:ngsi-ld:Fuzz:1', type:'Fuzz'}, {idPattern:'Fuzz', type:'Thing'}],
             q:'temperature>1;speed', scopeQ:'/Madrid/#', csf:'a==1', pick:['id', 'temperature'], omit:['speed'], lang:'en',
             geoQ:{georel:'near;maxDistance==100', geometry:'Point', coordinates:[8.4, 49], geoproperty:'location'},
             datasetId:['@none', 'urn:d:1'], join:'inline', joinLevel:1, containedBy:['urn:a:b'], expandValues:'kind', jsonKeys:'raw',
             ordering:{orderBy:['location;dist-asc', 'id;desc'], coordinates:[8, 49], geometry:'Point', collation:'und'},
             entityMapLifetime:'PT1M'}
            """;

    private final String tenant;
    private final Request entities;
    private final Request stored;

    private SelectionTemplates(String tenant) {
        this.tenant = tenant;
        this.entities =
                Templates.with(Templates.request(tenant, "GET", "/entities"), "type", "Fuzz");
        this.stored = EntityTemplates.stored(tenant);
    }

    static List<Template> of(String tenant) {
        var templates = new SelectionTemplates(tenant);
        return Stream.of(
                        templates.queries(),
                        templates.maps(),
                        templates.purges(),
                        templates.simplified(),
                        templates.others())
                .flatMap(List::stream)
                .toList();
    }

    private List<Template> queries() {
        var byPost = Templates.request(tenant, "POST", "/entityOperations/query");
        var paged = Templates.with(byPost, "limit", "2", "offset", "0", "count", "true");
        return List.of(
                Template.of(
                        "Query Entities by POST",
                        Templates.with(paged, "options", "sysAttrs", "format", "concise"),
                        Grammar.QUERY,
                        QUERY,
                        stored),
                template("Query Entities, linked", linked(entities)),
                template("Query Entities, ordered", ordered(entities)));
    }

    private static Request linked(Request request) {
        return Templates.with(
                request, "join", "inline", "joinLevel", "2", "containedBy", "urn:a:b");
    }

    private static Request ordered(Request request) {
        return Templates.with(
                request,
                "orderBy",
                "location;dist-asc,speed;desc",
                "orderFrom",
                "[8,49]",
                "orderGeometry",
                "Point",
                "collation",
                "und-u-ks-level2");
    }

    private List<Template> maps() {
        var maps = entities.withPath("/ngsi-ld/v1/entityMaps");
        var byPost = Templates.request(tenant, "POST", "/entityMaps");
        return List.of(
                Template.of("Retrieve EntityMap", newMap().withMethod("GET")),
                Template.of(
                        "Update EntityMap",
                        newMap(),
                        Grammar.SUBSCRIPTION_PATCH,
                        "{expiresAt:'2100-01-01T00:00:00Z'}"),
                Template.of("Delete EntityMap", newMap().withMethod("DELETE")),
                template(
                        "Create EntityMap",
                        Templates.with(maps, "entityMapLifetime", "PT1M", "q", "speed")),
                Template.of("Create EntityMap by POST", byPost, Grammar.QUERY, QUERY, stored),
                template(
                        "Query Entities with an EntityMap",
                        Templates.with(entities, "entityMap", "true", "entityMapLifetime", "PT1M")
                                .withHeader("NGSILD-EntityMap", "urn:ngsi-ld:entitymap:1")));
    }

    /** The broker gives them their ids, so they are made here and not by a preparation. */
    private Request newMap() {
        var entity = "{id:'" + Templates.ID + "', type:'Fuzz'}";
        Templates.post(Templates.request(tenant, "POST", "/entities"), entity).send();
        var all = Templates.request(tenant, "POST", "/entityMaps");
        var location = Templates.post(all, QUERY).send().is(201).header("NGSILD-EntityMap");
        return all.withMethod("PATCH").withPath(location);
    }

    private List<Template> purges() {
        var purge = entities.withMethod("DELETE");
        return List.of(
                template(
                        "Purge Entities",
                        Templates.with(
                                purge,
                                "q",
                                "temperature>1",
                                "scopeQ",
                                "/Madrid/#",
                                "georel",
                                "near;maxDistance==100",
                                "geometry",
                                "Point",
                                "coordinates",
                                "[8.4,49]")),
                template(
                        "Purge Entities, keep",
                        Templates.with(purge, "keep", "speed", "id", Templates.ID)),
                template(
                        "Purge Entities, drop",
                        Templates.with(
                                purge, "drop", "speed", "idPattern", "^urn", "attrs", "speed")));
    }

    private List<Template> simplified() {
        var merge = Templates.request(tenant, "PATCH", "/entities/" + Templates.ID);
        return List.of(
                Template.of(
                        "Merge Entity, simplified",
                        Templates.with(merge, "format", "simplified", "lang", "en"),
                        Grammar.FREE,
                        """
                        {temperature:22, speed:{dataset:{'@none':1, 'urn:d:1':2}}, owner:'urn:p:1', label:'red', kind:{vocab:'bus'},
                         raw:{json:{id:2}}, list:[1], parts:['urn:p:3'], location:{type:'Point', coordinates:[8, 49]}}
                        """,
                        stored));
    }

    private List<Template> others() {
        var removed = tenant + "_removed";
        return List.of(
                Template.of(
                        "Retrieve Context Source Identity",
                        Templates.request(tenant, "GET", "/info/sourceIdentity")),
                Template.of("List tenants", Request.of("GET", "/admin/tenants")),
                Template.of(
                        "Remove a tenant",
                        Request.of("DELETE", "/admin/tenants/" + removed),
                        Templates.post(
                                Templates.request(removed, "POST", "/entities"),
                                "{id:'urn:x:1', type:'T'}")));
    }

    private Template template(String name, Request request) {
        return Template.of(name, request, stored);
    }
}
