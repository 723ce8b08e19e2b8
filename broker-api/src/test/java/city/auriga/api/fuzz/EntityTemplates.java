package city.auriga.api.fuzz;

import java.util.List;
import java.util.stream.Stream;

/** Entities and their Attributes, one by one and in batches. */
final class EntityTemplates {
    /** An Attribute of every type. */
    private static final String ATTRIBUTES =
            """
            temperature:{type:'Property', value:21.5, unitCode:'CEL', observedAt:'2026-05-01T10:00:00Z', valueType:'Float',
              accuracy:{type:'Property', value:0.1, source:{type:'Relationship', object:'urn:d:1'}}},
            speed:[{type:'Property', value:1}, {type:'Property', value:2, datasetId:'urn:d:1'}],
            address:{type:'Property', value:{street:'x', numbers:[1, 2, {a:'b'}]}},
            location:{type:'GeoProperty', value:{type:'Point', coordinates:[8.4, 49.0]}},
            area:{type:'GeoProperty', value:{type:'Polygon', coordinates:[[[0,0],[1,0],[1,1],[0,0]]]}},
            track:{type:'GeoProperty', value:{type:'LineString', coordinates:[[0,0],[1,1]]}},
            owner:{type:'Relationship', object:'urn:p:1', objectType:'Person', expiresAt:'2100-01-01T00:00:00Z'},
            label:{type:'LanguageProperty', languageMap:{en:'red', de:['rot', 'feuerrot']}},
            kind:{type:'VocabProperty', vocab:'car'},
            raw:{type:'JsonProperty', json:{id:1, a:[null]}},
            list:{type:'ListProperty', valueList:[1, 'x']},
            parts:{type:'ListRelationship', objectList:['urn:p:1', 'urn:p:2']},
            scope:['/Madrid/Centro', '/Parks'], expiresAt:'2100-01-01T00:00:00Z'
            """;

    private static final String FRAGMENT = "{" + ATTRIBUTES + "}";
    private static final String WHOLE =
            "{id:'" + Templates.ID + "', type:['Fuzz', 'Thing'], " + ATTRIBUTES + "}";
    private static final String CONCISE =
            """
            {id:'urn:ngsi-ld:Fuzz:1', type:'Fuzz', temperature:21.5, speed:{value:1, unitCode:'KMH'},
             location:{type:'Point', coordinates:[8, 49]}, owner:{object:'urn:p:1'}, label:{languageMap:{en:'red'}},
             tags:['a', 'b'], address:{street:'x'}}
            """;
    private static final String ATTRIBUTE =
            """
            {type:'Property', value:2, unitCode:'CEL', observedAt:'2026-05-01T10:00:00Z', accuracy:{type:'Property', value:1}}
            """;
    private static final String BATCH =
            "[" + WHOLE + ", {id:'urn:ngsi-ld:Fuzz:2', type:'Fuzz', a:1}]";
    private static final String IDS = "['urn:ngsi-ld:Fuzz:1', 'urn:ngsi-ld:Fuzz:2']";

    private final String tenant;
    private final Request one;
    private final Request stored;

    private EntityTemplates(String tenant) {
        this.tenant = tenant;
        this.one = Templates.request(tenant, "PATCH", "/entities/" + Templates.ID);
        this.stored = stored(tenant);
    }

    static List<Template> of(String tenant) {
        var templates = new EntityTemplates(tenant);
        return Stream.of(templates.entities(), templates.attributes(), templates.batches())
                .flatMap(List::stream)
                .toList();
    }

    /** Sees to it that the entities exist. */
    static Request stored(String tenant) {
        return Templates.post(batch(tenant, "upsert"), BATCH);
    }

    private static Request batch(String tenant, String operation) {
        return Templates.request(tenant, "POST", "/entityOperations/" + operation);
    }

    private List<Template> entities() {
        var create = Templates.request(tenant, "POST", "/entities");
        var delete = one.withMethod("DELETE");
        var replace = Templates.with(one.withMethod("PUT"), "type", "Fuzz");
        var merge = Templates.with(one, "type", "Fuzz", "observedAt", "2026-05-01T10:00:00Z");
        return List.of(
                Template.of("Create Entity", create, Grammar.WHOLE, WHOLE, delete),
                Template.of("Create Entity, concise", create, Grammar.WHOLE, CONCISE, delete),
                Template.of("Replace Entity", replace, Grammar.WHOLE, WHOLE, stored),
                Template.of("Merge Entity", merge, Grammar.FRAGMENT, FRAGMENT, stored),
                Template.of("Delete Entity", Templates.with(delete, "type", "Fuzz"), stored));
    }

    private List<Template> attributes() {
        var all = one.withPath(one.path() + "/attrs").withParameter("type", "Fuzz");
        var append = Templates.with(all.withMethod("POST"), "options", "noOverwrite");
        var single = all.withPath(all.path() + "/temperature");
        var delete =
                Templates.with(
                        all.withMethod("DELETE").withPath(all.path() + "/speed"),
                        "datasetId",
                        "urn:d:1",
                        "deleteAll",
                        "false");
        return List.of(
                Template.of("Append Attributes", append, Grammar.WHOLE, FRAGMENT, stored),
                Template.of("Update Attributes", all, Grammar.FRAGMENT, FRAGMENT, stored),
                Template.of(
                        "Partial Attribute Update", single, Grammar.FRAGMENT, ATTRIBUTE, stored),
                Template.of(
                        "Replace Attribute",
                        single.withMethod("PUT"),
                        Grammar.WHOLE,
                        ATTRIBUTE,
                        stored),
                Template.of("Delete Attribute", delete, stored));
    }

    private List<Template> batches() {
        var delete = batch(tenant, "delete");
        var deleted = Templates.post(delete, IDS);
        var upsert = batch(tenant, "upsert");
        var update = Templates.with(batch(tenant, "update"), "options", "noOverwrite");
        return List.of(
                Template.of("Batch Create", batch(tenant, "create"), Grammar.WHOLE, BATCH, deleted),
                Template.of(
                        "Batch Upsert",
                        Templates.with(upsert, "options", "update"),
                        Grammar.FRAGMENT,
                        BATCH,
                        stored),
                Template.of(
                        "Batch Upsert, replace",
                        Templates.with(upsert, "options", "replace"),
                        Grammar.WHOLE,
                        BATCH,
                        stored),
                Template.of("Batch Update", update, Grammar.WHOLE, BATCH, stored),
                Template.of("Batch Merge", batch(tenant, "merge"), Grammar.FRAGMENT, BATCH, stored),
                Template.of("Batch Delete", delete, Grammar.FREE, IDS, stored));
    }
}
