package city.auriga.iot.device;

import static city.auriga.iot.device.DeclaredMappings.DEFAULT;
import static city.auriga.iot.device.DeclaredMappings.LENIENT;
import static city.auriga.iot.device.DeclaredMappings.NOW;
import static city.auriga.iot.device.DeclaredMappings.attributes;
import static city.auriga.iot.device.DeclaredMappings.map;
import static city.auriga.iot.device.DeclaredMappings.profiles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.model.Attribute;
import city.auriga.core.model.Tenant;
import city.auriga.core.representation.AttributeFragment;
import city.auriga.iot.mapping.Mapped;
import city.auriga.iot.mapping.MappedEntity;
import city.auriga.iot.mapping.Mapping;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What declarations of FIWARE's agents make of a measure: from the provisioning to the entity. */
class DeclaredMappingTest {
    private static final String OWN = "urn:ngsi-ld:T:d";

    /** Group, device, measure; then name=value of each entity, those of the device's without id. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    attributes:[{object_id:'t',name:'temperature',type:'Number',expression:'t*1.8+32'}] -> {} -> {t:20} -> temperature=68
                    attributes:[{name:'total',expression:'a+b'}] -> {} -> {a:1,b:2} -> a=1 b=2 total=3
                    attributes:[{object_id:'x',name:'y',expression:'a+b'}] -> {} -> {x:5} -> y=5
                    attributes:[{object_id:'x',name:'y',expression:'x+b'}] -> {} -> {x:5} ->
                    attributes:[{name:'a',expression:'a*2'},{name:'b',expression:'a+1'}] -> {} -> {a:2} -> a=4 b=5
                    attributes:[{name:'a',skipValue:-1}] -> {} -> {a:-1,b:1} -> b=1
                    attributes:[{name:'a',skipValue:'x',expression:"b>1?b:'x'"}],explicitAttrs:true -> {} -> {b:1} ->
                    attributes:[{name:'a',skipValue:'x',expression:"b>1?b:'x'"}],explicitAttrs:true -> {} -> {b:2} -> a=2
                    attributes:[{name:'a'}],explicitAttrs:true -> {} -> {a:1,b:2} -> a=1
                    attributes:[{name:'a'}],explicitAttrs:false -> {} -> {a:1,b:2} -> a=1 b=2
                    attributes:[{name:'a'},{name:'b'}],explicitAttrs:"['a']" -> {} -> {a:1,b:2,c:3} -> a=1
                    attributes:[{name:'a'},{object_id:'x',name:'b'}],explicitAttrs:"[{object_id:'x'}]" -> {} -> {a:1,x:2} -> b=2
                    attributes:[{name:'a'},{name:'b'}],explicitAttrs:"mode==1?['a']:['b']" -> {} -> {a:1,b:2,mode:1} -> a=1
                    attributes:[{name:'a'},{name:'b'}],explicitAttrs:['b'] -> {} -> {a:1,b:2} -> b=2
                    attributes:[{name:'a'}],explicitAttrs:true -> {explicitAttrs:false} -> {a:1,b:2} -> a=1 b=2
                    static_attributes:[{name:'s',value:7}],attributes:[{name:'a',expression:'s+b'}] -> {} -> {b:1} -> a=8 b=1 s=7
                    static_attributes:[{name:'s',value:7}],explicitAttrs:"['a']",attributes:[{name:'a'}] -> {} -> {a:1} -> a=1
                    static_attributes:[{name:'s',expression:"'no '+id"}] -> {} -> {b:1} -> b=1 s="no d"
                    attributes:[{name:'a',entity_name:'urn:x:1',entity_type:'Room'}] -> {} -> {a:1,b:2} -> b=2 urn:x:1/a=1
                    attributes:[{name:'a',entity_name:"'Room'+room",entity_type:'Room'}] -> {} -> {a:1,room:4} -> room=4 urn:ngsi-ld:Room:Room4/a=1
                    attributes:[{name:'a',entity_name:'Kitchen',entity_type:'Room'}] -> {} -> {a:1} -> urn:ngsi-ld:Room:Kitchen/a=1
                    attributes:[{object_id:'t1',name:'t',entity_name:'urn:x:1'},{object_id:'t2',name:'t',entity_name:'urn:x:2'}] -> {} -> {t1:1,t2:2} -> urn:x:1/t=1 urn:x:2/t=2
                    entityNameExp:"id+'-'+line" -> {} -> {line:3} -> urn:ngsi-ld:T:d-3/line=3
                    entityNameExp:"id+'-'+line" -> {entity_name:'urn:x:9'} -> {line:3} -> urn:ngsi-ld:T:d-3/line=3
                    attributes:[{name:'v',path:'sensor.values.1'}] -> {} -> {sensor:{values:[5,6]}} -> v=6
                    attributes:[{name:'v',path:'/sensor/t'},{name:'w',path:'/sensor/h'}] -> {} -> {sensor:{t:5,h:6}} -> v=5 w=6
                    geoOrder:'latlon',attributes:[{name:'p',type:'geo:point'}] -> {} -> {p:'40,-8'} -> p={"type":"Point","coordinates":[-8,40]}
                    geoOrder:'latlon',attributes:[{name:'p',type:'Point'}] -> {} -> {p:[40,-8,650]} -> p={"type":"Point","coordinates":[-8,40,650]}
                    geoOrder:'latlon',attributes:[{name:'p',type:'Point'}] -> {geoOrder:'lonlat'} -> {p:'40,-8'} -> p={"type":"Point","coordinates":[40,-8]}
                    attributes:[{name:'p',type:'Point',geoOrder:'latlon'},{name:'r',type:'Point'}] -> {} -> {p:'40,-8',r:'40,-8'} -> p={"type":"Point","coordinates":[-8,40]} r={"type":"Point","coordinates":[40,-8]}
                    geoOrder:'latlon',attributes:[{name:'p',type:'geo:json'}] -> {} -> {p:{type:'Point',coordinates:[-8,40]}} -> p={"type":"Point","coordinates":[-8,40]}
                    geoOrder:'latlon',attributes:[{name:'p',type:'LineString'}] -> {} -> {p:'40,-8,41,-9'} -> p={"type":"LineString","coordinates":[[-8,40],[-9,41]]}
                    geoOrder:'latlon',attributes:[{name:'p',type:'LineString'}] -> {} -> {p:['40,-8',[41,-9]]} -> p={"type":"LineString","coordinates":[[-8,40],[-9,41]]}
                    geoOrder:'latlon',attributes:[{name:'p',type:'Polygon'}] -> {} -> {p:[[[40,-8],[41,-8],[41,-9],[40,-8]]]} -> p={"type":"Polygon","coordinates":[[[-8,40],[-8,41],[-9,41],[-8,40]]]}
                    geoOrder:'latlon',attributes:[{name:'p',type:'MultiLineString'}] -> {} -> {p:[[[40,-8],[41,-8]]]} -> p={"type":"MultiLineString","coordinates":[[[-8,40],[-8,41]]]}
                    static_attributes:[{name:'p',type:'Point',value:'40,-8',geoOrder:'latlon'}] -> {} -> {a:1} -> a=1 p={"type":"Point","coordinates":[-8,40]}
                    payloadType:'ngsiv2',geoOrder:'latlon',explicitAttrs:true,attributes:[{name:'p'}] -> {} -> {id:'x',type:'X',p:{type:'geo:point',value:'40,-8',metadata:{}}} -> p={"type":"Point","coordinates":[-8,40]}
                    payloadType:'ngsild',attributes:[{name:'t',expression:'absent*2'}],static_attributes:[{name:'s',value:1}] -> {} -> {t:[{value:7,type:'Property'},{value:8,datasetId:'urn:g'}]} -> s=1 t=7+8
                    payloadType:'ngsild',explicitAttrs:['c'],attributes:[{name:'c',expression:"metadata.t.unitCode=='FAH'?(t-32)*5/9:t"}] -> {} -> {id:'x',type:'X',t:{type:'Property',value:212,unitCode:'FAH'}} -> c=100
                    explicitAttrs:['b'],attributes:[{name:'a',metadata:{q:{value:4}}},{name:'b',expression:'metadata.a.q+1'}] -> {} -> {a:1} -> b=5
                    attributes:[{name:'b',expression:'metadata.a.q?:7'}] -> {} -> {b:1} -> b=1
                    attributes:[{name:'a'},{name:'b'}] -> {} -> {a:null,b:1,c:null} -> b=1
                    nullAction:'delete',attributes:[{name:'a'},{name:'b'}] -> {} -> {a:null,b:1,c:null} -> a=gone b=1 c=gone
                    nullAction:'delete',attributes:[{name:'a',type:'Number'}] -> {nullAction:'skip'} -> {a:null,b:1} -> b=1
                    attributes:[{object_id:'x',name:'a',nullAction:'delete'}] -> {} -> {x:null,b:null,c:1} -> a=gone c=1
                    nullAction:'delete',attributes:[{name:'a',nullAction:'skip'}] -> {} -> {a:null,b:1} -> b=1
                    nullAction:'delete',attributes:[{name:'a',skipValue:-1}] -> {} -> {a:-1,b:1} -> b=1
                    nullAction:'delete',attributes:[{name:'a',expression:'a*2'},{name:'b',expression:'x*2'}] -> {} -> {a:null,x:1} -> a=gone b=2 x=1
                    nullAction:'delete',attributes:[{name:'a',path:'s.t'},{name:'b',path:'s.u'}] -> {} -> {s:{t:null},c:1} -> a=gone c=1
                    nullAction:'delete',attributes:[{name:'a',entity_name:'urn:x:1'}] -> {} -> {a:null,b:1} -> b=1 urn:x:1/a=gone
                    nullAction:'delete',attributes:[{name:'a'},{name:'b'}],explicitAttrs:['b'] -> {} -> {a:null,b:null} -> b=gone
                    attributes:[{name:'v',path:'list.*.t'}] -> {} -> {list:[{t:1},{u:2},{t:null},{t:3}]} -> v=[1,3]
                    attributes:[{name:'v',path:'/a/list/*'}] -> {} -> {a:{list:[5,6]}} -> v=[5,6]
                    attributes:[{name:'v',path:'a.*.b.*.c'}] -> {} -> {a:[{b:[{c:1},{c:2}]},{b:[]},{b:[{c:3}]},{b:4}]} -> v=[1,2,3]
                    attributes:[{name:'v',path:'a.*'}] -> {} -> {a:5} ->
                    relationshipPrefix:'urn:ngsi-ld:Room:',attributes:[{name:'a',type:'Relationship'}] -> {} -> {a:'r 1'} -> a=urn:ngsi-ld:Room:r%201
                    relationshipPrefix:'urn:ngsi-ld:Room:',attributes:[{name:'a',type:'Relationship'}] -> {} -> {a:['r1',2,'urn:x:1']} -> a=urn:ngsi-ld:Room:r1,urn:ngsi-ld:Room:2,urn:x:1
                    relationshipPrefix:'urn:a:',attributes:[{name:'a',type:'Relationship',relationshipPrefix:'urn:b:'}] -> {} -> {a:'r1'} -> a=urn:b:r1
                    relationshipPrefix:'urn:a:',static_attributes:[{name:'a',type:'Relationship',value:'r1'}] -> {} -> {b:1} -> a=urn:a:r1 b=1
                    attributes:[{object_id:'a',name:'A',type:'Number'}] -> {attributes:[{object_id:'a',name:'B'}]} -> {a:1} -> B=1
                    attributes:[{name:'loc',type:'geo:point',expression:'[lon,lat]'}],explicitAttrs:true -> {} -> {lon:8,lat:40} -> loc={"type":"Point","coordinates":[8,40]}
                    attributes:[{name:'level',type:'Number',expression:"raw|hextostring|parseint"}],explicitAttrs:true -> {} -> {raw:'3432'} -> level=42
                    lazy:[{object_id:'l',name:'lazily'}] -> {} -> {l:1} -> lazily=1
                    static_attributes:[{name:'in',type:'Relationship',value:'urn:ngsi-ld:Room:1',link:{attributes:['t'],name:'providedBy'}}] -> {} -> {t:5,h:6} -> h=6 in=urn:ngsi-ld:Room:1 t=5 urn:ngsi-ld:Room:1/t=5
                    payloadType:'ngsild' -> {} -> {id:'urn:x:1',type:'X',t:{type:'Property',value:5,unitCode:'CEL'},r:{type:'Relationship',object:'urn:a:1'}} -> measure_id="urn:x:1" measure_type="X" r=urn:a:1 t=5
                    payloadType:'ngsild',attributes:[{object_id:'t',name:'T'}] -> {} -> {type:'Notification',data:[{id:'urn:x:1',type:'X',t:{type:'Property',value:5}}]} -> T=5 measure_id="urn:x:1" measure_type="X"
                    payloadType:'ngsild',entityNameExp:'measure_id',explicitAttrs:true,attributes:[{name:'t'}] -> {} -> {id:'urn:x:1',type:'X',t:7} -> urn:x:1/t=7
                    payloadType:'ngsild',entityNameExp:'measure_id',explicitAttrs:true,attributes:[{name:'t'}] -> {} -> {id:'urn:x:1',type:'X',t:[{value:7,type:'Property'},{value:8,datasetId:'urn:f'}]} -> urn:x:1/t=7+8
                    payloadType:'ngsild',explicitAttrs:true,attributes:[{name:'t',skipValue:-1}] -> {} -> {t:[{value:7,type:'Property'},{value:-1,datasetId:'urn:f'},{value:8,datasetId:'urn:g'}]} -> t=7+8
                    payloadType:'ngsild',explicitAttrs:true,attributes:[{name:'t',skipValue:-1}] -> {} -> {t:[{value:-1,type:'Property'},{value:8,datasetId:'urn:g'}]} -> t=8
                    payloadType:'ngsild',explicitAttrs:true,attributes:[{name:'t',expression:'absent*2'}] -> {} -> {t:[{value:7,type:'Property'},{value:8,datasetId:'urn:g'}]} -> t=7+8
                    payloadType:'ngsild',explicitAttrs:['c'],attributes:[{name:'c',expression:'p*3'}] -> {} -> {id:'x',type:'X',p:[{value:10,type:'Property'},{value:99,datasetId:'urn:f'}]} -> c=30
                    payloadType:'ngsild',explicitAttrs:['P'],attributes:[{object_id:'p',name:'P',type:'Number'}] -> {} -> {id:'x',type:'X',p:[{value:'10',type:'Property'},{value:'99',datasetId:'urn:f'}]} -> P=10+99
                    payloadType:'ngsiv2',explicitAttrs:true,attributes:[{name:'p'}] -> {} -> {id:'x',type:'X',p:{type:'geo:point',value:'8,40',metadata:{}}} -> p={"type":"Point","coordinates":[8,40]}
                    payloadType:'ngsiv2',explicitAttrs:true,attributes:[{name:'t'}] -> {} -> {actionType:'append',entities:[{id:'x',type:'X',t:{type:'Number',value:'5'}}]} -> t=5
                    """)
    void maps(String group, String device, String measure, String expected) {
        var mapped = map("{entity_type:'T'," + group + "}", device, measure);
        assertThat(show(mapped)).isEqualTo(expected == null ? "" : expected);
        assertThat(mapped.faults()).isEmpty();
    }

    @Test
    void saysByExpressionsWhatItMeasuredAndWhen() {
        var mapped =
                map(
                        """
                        {entity_type:'T', attributes:[{name:'t', observedAt:'at',
                         metadata:{unitCode:{expression:"u=='C'?'CEL':'FAH'"},
                                   accuracy:{type:'Number',expression:'t/10'}}}]}
                        """,
                        "{}",
                        "{t:20,u:'C',at:'2026-05-01T09:00:00Z'}");
        var temperature = attributes(mapped.entities().getFirst()).get(DEFAULT + "t");
        assertThat(temperature.unitCode()).isEqualTo("CEL");
        assertThat(temperature.observedAt()).isEqualTo(Instant.parse("2026-05-01T09:00:00Z"));
        assertThat(temperature.attributes().get(DEFAULT + "accuracy").getFirst().value())
                .hasToString("Property[value=2]");
    }

    @Test
    void whatIsLinkedSaysWhomItComesFrom() {
        var mapped =
                map(
                        """
                        {entity_type:'T', static_attributes:[{name:'in', type:'Relationship', value:'urn:ngsi-ld:Room:1',
                         link:{attributes:['t'],name:'providedBy'}}]}
                        """,
                        "{}",
                        "{t:5}");
        var room =
                mapped.entities().stream()
                        .filter(e -> e.id().value().equals("urn:ngsi-ld:Room:1"))
                        .findFirst()
                        .orElseThrow();
        assertThat(room.fragment().types()).containsExactly(DEFAULT + "Room");
        assertThat(
                        attributes(room)
                                .get(DEFAULT + "t")
                                .attributes()
                                .get(DEFAULT + "providedBy")
                                .getFirst()
                                .value())
                .hasToString("Relationship[objects=[urn:ngsi-ld:T:d]]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    attributes:[{name:'a',expression:'b+'}]                   -> attributes.expression
                    attributes:[{name:'a',expression:'b|nothing'}]            -> nothing
                    attributes:[{name:'a',metadata:{m:{expression:'('}}}]     -> attributes.metadata.expression
                    attributes:[{name:'a',entity_name:"'x"}]                  -> attributes.entity_name
                    entityNameExp:'a b'                                       -> entityNameExp
                    explicitAttrs:'['                                         -> explicitAttrs
                    """)
    void refusesWhatIsNoExpression(String members, String told) {
        assertThatThrownBy(() -> map("{entity_type:'T'," + members + "}", "{}", "{}"))
                .isInstanceOfSatisfying(
                        ProvisioningException.class,
                        e -> {
                            assertThat(e.code())
                                    .isEqualTo(ProvisioningException.Code.INVALID_EXPRESSION);
                            assertThat(e.getMessage()).contains(told);
                        });
    }

    /** What is declared, the time that the device tells, then the one that counts; and a fault. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            quoteCharacter = '`',
            textBlock =
                    """
                    x:1                                    ; 2026-05-01T09:00:00Z ; a@2026-05-01T09:00:00Z s       ; -
                    x:1                                    ; noon                 ; a@2026-05-01T10:00:00Z s       ; not a time
                    x:1                                    ; 2026-05-01T10:10:00Z ; a@2026-05-01T10:10:00Z s       ; -
                    x:1                                    ; 2026-05-01T10:10:01Z ; a@2026-05-01T10:00:00Z s       ; in the future
                    maxClockSkew:60                        ; 2026-05-01T10:01:01Z ; a@2026-05-01T10:00:00Z s       ; in the future
                    maxClockSkew:'PT1H'                    ; 2026-05-01T11:00:00Z ; a@2026-05-01T11:00:00Z s       ; -
                    badTimestamp:'receive-time'            ; noon                 ; a@2026-05-01T10:00:00Z s       ; not a time
                    badTimestamp:'reject'                  ; 2026-05-01T09:00:00Z ; a@2026-05-01T09:00:00Z s       ; -
                    badTimestamp:'reject'                  ; noon                 ; nothing                        ; not a time
                    badTimestamp:'reject',maxClockSkew:60  ; 2026-05-01T10:01:01Z ; nothing                        ; in the future
                    timestampStatic:true                   ; 2026-05-01T09:00:00Z ; a@2026-05-01T09:00:00Z s@2026-05-01T09:00:00Z ; -
                    """)
    void takesTimes(String declared, String time, String expected, String fault) {
        var mapped =
                map(
                        "{entity_type:'T',static_attributes:[{name:'s',value:1}]," + declared + "}",
                        "{}",
                        "{a:1,TimeInstant:'" + time + "'}");
        var shown =
                mapped.entities().stream()
                        .flatMap(entity -> attributes(entity).entrySet().stream())
                        .sorted(Map.Entry.comparingByKey())
                        .map(a -> a.getKey().replace(DEFAULT, "") + at(a.getValue()))
                        .collect(Collectors.joining(" "));
        assertThat(shown.isEmpty() ? "nothing" : shown).isEqualTo(expected);
        assertThat(mapped.faults()).hasSize(fault.equals("-") ? 0 : 1);
        assertThat(mapped.faults().toString()).contains(fault.equals("-") ? "" : fault);
    }

    private static String at(Attribute attribute) {
        return attribute.observedAt() == null ? "" : "@" + attribute.observedAt();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            quoteCharacter = '`',
            textBlock =
                    """
                    x:1                   ; /        ; -
                    x:1                   ; /parks   ; /parks
                    scope:'/city/north'   ; /parks   ; /city/north
                    scope:['/a','/b/c']   ; /        ; /a /b/c
                    scope:''              ; /parks   ; -
                    scope:'/'             ; /parks   ; -
                    """)
    void givesNewEntitiesTheirScopes(String declared, String path, String scopes) {
        var group = (ObjectNode) LENIENT.readTree("{entity_type:'T'," + declared + "}");
        var tenant = new Tenant("city");
        var profile =
                profiles(JsonNodeFactory.instance.objectNode())
                        .merge(
                                new Device(
                                        tenant,
                                        path,
                                        "k",
                                        "d",
                                        (ObjectNode) LENIENT.readTree("{}")),
                                new DeviceGroup(tenant, path, "", "k", group));
        var shown = Mapping.constants(profile, NOW).entities().getFirst().fragment().scopes();
        var all = shown.apply(null);
        assertThat(all == null ? "-" : String.join(" ", all)).isEqualTo(scopes);
    }

    /** The device says it, or its group, or the agent. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            textBlock =
                    """
                    {timestamp:false}                    ; {}                                ; {} ; urn:ngsi-ld:T:d a b
                    {timestamp:false}                    ; {timestamp:true}                  ; {} ; urn:ngsi-ld:T:d a@ b@
                    {timestamp:false,explicitAttrs:true} ; {attributes:[{name:'a'}]}         ; {} ; urn:ngsi-ld:T:d a
                    {explicitAttrs:true}                 ; {attributes:[{name:'a'}],explicitAttrs:false} ; {} ; urn:ngsi-ld:T:d a@ b@
                    {explicitAttrs:"['b']"}              ; {attributes:[{name:'a'},{name:'b'}]} ; {} ; urn:ngsi-ld:T:d b@
                    {defaultEntityNameConjunction:'-'}   ; {}                                ; {} ; urn:ngsi-ld:T-d a@ b@
                    {defaultEntityNameConjunction:'-'}   ; {} ; {defaultEntityNameConjunction:'_'} ; urn:ngsi-ld:T_d a@ b@
                    """)
    void inheritsWhatTheAgentSays(String usual, String group, String device, String expected) {
        var document = ((ObjectNode) LENIENT.readTree(group)).put("entity_type", "T");
        var mapped = map((ObjectNode) LENIENT.readTree(usual), document, device, "{a:1,b:2}");
        var entity = mapped.entities().getFirst();
        var shown =
                attributes(entity).entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(a ->
                                a.getKey().replace(DEFAULT, "")
                                        + (a.getValue().observedAt() == null ? "" : "@"))
                        .collect(Collectors.joining(" "));
        assertThat(entity.id() + " " + shown).isEqualTo(expected);
    }

    @Test
    void refusesDefaultsThatNoGroupMayHave() {
        var wrong = (ObjectNode) LENIENT.readTree("{transport:'AMQP'}");
        assertThatThrownBy(() -> profiles(wrong)).hasMessageContaining("AMQP");
    }

    private static String show(Mapped mapped) {
        return mapped.entities().stream()
                .sorted(Comparator.comparing(DeclaredMappingTest::prefix))
                .flatMap(DeclaredMappingTest::show)
                .collect(Collectors.joining(" "));
    }

    private static Stream<String> show(MappedEntity entity) {
        var written = AttributeFragment.toAttributes(entity.fragment().attributes(), NOW);
        return entity.fragment().attributes().keySet().stream()
                .sorted()
                .map(name ->
                        prefix(entity)
                                + name.replace(DEFAULT, "")
                                + "="
                                + (written.containsKey(name) ? values(written.get(name)) : "gone"));
    }

    private static String prefix(MappedEntity entity) {
        var id = entity.id().value();
        return id.equals(OWN) ? "" : id + "/";
    }

    private static String values(List<Attribute> instances) {
        return instances.stream().map(DeclaredMappings::value).collect(Collectors.joining("+"));
    }
}
