package city.auriga.api.fuzz;

import java.util.List;
import java.util.stream.Stream;

/** Groups of devices, devices, and what they measure. */
final class ProvisioningTemplates {
    private static final String DECLARATIONS =
            """
            timestamp:true, explicitAttrs:false, timezone:'Europe/Madrid', commands:[], lazy:[],
            attributes:[{object_id:'t', name:'temperature', type:'Number', skipValue:'n/a',
              metadata:{unitCode:{type:'Text', value:'CEL'}}}, {object_id:'p', name:'location', type:'geo:point'}],
            static_attributes:[{name:'floor', type:'Number', value:3}]
            """;

    /** A declared attribute of every type. */
    private static final String MEASURED =
            """
            attributes:[{name:'t', type:'Number'}, {name:'b', type:'Boolean'}, {name:'at', type:'DateTime'}, {name:'day', type:'Date'},
              {name:'p', type:'geo:point'}, {name:'l', type:'geo:line'}, {name:'a', type:'geo:polygon'}, {name:'m', type:'geo:multipoint'},
              {name:'ma', type:'geo:multipolygon'}, {name:'s', type:'StructuredValue'}, {name:'r', type:'Relationship'},
              {name:'n', type:'LanguageProperty'}, {name:'v', type:'VocabProperty'}, {name:'j', type:'JsonProperty'},
              {name:'li', type:'ListProperty'}, {name:'lr', type:'ListRelationship'}]
            """;

    private static final String MEASURE =
            """
            {t:21.5, b:true, at:'2026-05-01T10:00:00Z', day:'2026-05-01', p:'8,49', l:[[0,0],[1,1]], a:[[[0,0],[1,0],[1,1],[0,0]]],
             m:[[0,0],[1,1]], ma:[[[[0,0],[1,0],[1,1],[0,0]]]], s:{x:[1]}, r:'urn:x:1', n:{en:'a'}, v:'x', j:{x:1}, li:[1,2],
             lr:['urn:x:1'], TimeInstant:'2026-05-01T10:00:00Z', undeclared:{x:{y:[1]}}}
            """;

    private final String apikey;
    private final Request groups;
    private final Request group;
    private final Request devices;
    private final Request device;

    private ProvisioningTemplates(String tenant) {
        this.apikey = tenant;
        var any =
                Request.of("GET", "/")
                        .withHeader("Fiware-Service", tenant)
                        .withHeader("Fiware-ServicePath", "/");
        this.groups = any.withPath("/iot/services");
        this.group = Templates.with(groups, "resource", "/iot/json", "apikey", apikey);
        this.devices = any.withPath("/iot/devices");
        this.device = any.withPath("/iot/devices/" + Templates.ID);
    }

    static List<Template> of(String tenant) {
        var templates = new ProvisioningTemplates(tenant);
        return Stream.of(templates.groups(), templates.devices(), templates.measures())
                .flatMap(List::stream)
                .toList();
    }

    private List<Template> groups() {
        var added = Templates.post(groups, group(DECLARATIONS));
        var removed = group.withMethod("DELETE");
        return List.of(
                Template.of(
                        "Add groups",
                        groups.withMethod("POST"),
                        Grammar.GROUP,
                        group(DECLARATIONS),
                        removed),
                Template.of(
                        "Change a group",
                        group.withMethod("PUT"),
                        Grammar.PROVISIONING_PATCH,
                        "{entity_type:'Sensor', " + DECLARATIONS + "}",
                        removed,
                        added),
                Template.of(
                        "List groups",
                        Templates.with(group, "limit", "1", "offset", "0")
                                .withHeader("Fiware-ServicePath", "/*"),
                        added),
                Template.of("Remove a group", Templates.with(removed, "device", "true"), added));
    }

    private List<Template> devices() {
        var document =
                """
                {devices:[{device_id:'urn:ngsi-ld:Fuzz:1', apikey:'%s', entity_name:'urn:s:1', entity_type:'Sensor', %s}]}
                """
                        .formatted(apikey, DECLARATIONS);
        var added = Templates.post(devices, document);
        var removed = device.withMethod("DELETE");
        return List.of(
                Template.of(
                        "Add devices",
                        devices.withMethod("POST"),
                        Grammar.DEVICE,
                        document,
                        removed),
                Template.of(
                        "Change a device",
                        device.withMethod("PUT"),
                        Grammar.PROVISIONING_PATCH,
                        "{" + DECLARATIONS + "}",
                        removed,
                        added),
                Template.of(
                        "List devices",
                        Templates.with(devices, "limit", "1", "offset", "0"),
                        added),
                Template.of("Retrieve a device", Templates.with(device, "apikey", apikey), added),
                Template.of("Remove a device", removed, added));
    }

    private List<Template> measures() {
        var json = groups.withPath("/iot/json").withMethod("POST");
        var text = groups.withPath("/iot/d");
        var added = Templates.post(groups, group(MEASURED));
        return List.of(
                Template.of(
                        "Measure",
                        Templates.with(
                                json, "k", apikey, "i", "sensor", "t", "2026-05-01T10:00:00Z"),
                        Grammar.FREE,
                        MEASURE,
                        added),
                Template.of(
                        "Measure in the URL",
                        Templates.with(text, "k", apikey, "i", "sensor", "d", "t|21.5|p|8,49"),
                        added));
    }

    private String group(String declarations) {
        return """
        {services:[{apikey:'%s', resource:'/iot/json', entity_type:'Sensor', autoprovision:true, %s}]}
        """
                .formatted(apikey, declarations);
    }
}
