package city.auriga.iot.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.jsonld.Context;
import city.auriga.core.jsonld.ContextParser;
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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What declarations of FIWARE's agents make of a measure: from the provisioning to the entity. */
class DeclaredMappingTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final String DEFAULT = "https://uri.etsi.org/ngsi-ld/default-context/";
    private static final String OWN = "urn:ngsi-ld:T:d";
    private static final JsonMapper LENIENT =
            JsonMapper.builder()
                    .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
                    .enable(JsonReadFeature.ALLOW_UNQUOTED_PROPERTY_NAMES)
                    .build();

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
    void takesWhatEntitiesSayOfTheirAttributes() {
        var mapped =
                map(
                        "{entity_type:'T', payloadType:'ngsiv2', attributes:[{object_id:'t',"
                                + " name:'temperature'}]}",
                        "{}",
                        """
                        {id:'x', type:'X', t:{type:'Number', value:5, metadata:{
                         unitCode:{type:'Text',value:'CEL'}, accuracy:{type:'Number',value:0.1},
                         TimeInstant:{type:'DateTime',value:'2026-05-01T09:00:00Z'}}}}
                        """);
        var temperature = attributes(mapped.entities().getFirst()).get(DEFAULT + "temperature");
        assertThat(temperature.unitCode()).isEqualTo("CEL");
        assertThat(temperature.observedAt()).isEqualTo(Instant.parse("2026-05-01T09:00:00Z"));
        assertThat(temperature.attributes()).containsOnlyKeys(DEFAULT + "accuracy");
    }

    /** Sub-Attributes are what they are told to be, however deep; instances stand side by side. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            textBlock =
                    """
                    ngsild -> {type:'Property',value:5,by:{type:'Relationship',object:'urn:d:1'}} -> 5 by(urn:d:1)
                    ngsild -> {type:'Property',value:5,w:{type:'Property',value:2,unitCode:'P1',r:{type:'Relationship',object:'urn:d:1'}}} -> 5 w(2 P1 r(urn:d:1))
                    ngsild -> {type:'Property',value:5,w:{value:2,observedAt:'2026-05-01T09:00:00Z'}} -> 5 w(2 2026-05-01T09:00:00Z)
                    ngsild -> [{type:'Property',value:5},{type:'Property',value:6,datasetId:'urn:d'}] -> 5 + 6 urn:d
                    ngsild -> [{value:5,datasetId:'urn:c'},{value:6,datasetId:'urn:d',unitCode:'CEL'}] -> 5 urn:c + 6 CEL urn:d
                    ngsild -> [{type:'Property',value:5,w:{type:'Property',value:1}},{type:'Relationship',object:'urn:a:1',datasetId:'urn:d'}] -> 5 w(1) + urn:a:1 urn:d
                    ngsild -> [{type:'Property',value:5},{type:'Property',value:null,datasetId:'urn:d'}] -> 5
                    ngsild -> [{type:'Property',value:null},{type:'Property',value:6,datasetId:'urn:d'}] -> 6 urn:d
                    ngsild -> [{value:{type:'Point',coordinates:[1,2]},datasetId:'urn:c'},{value:{type:'Point',coordinates:[3,4]},datasetId:'urn:d'}] -> {"type":"Point","coordinates":[1,2]} urn:c + {"type":"Point","coordinates":[3,4]} urn:d
                    ngsild -> [5,6] -> [5,6]
                    ngsiv2 -> {type:'Number',value:5,metadata:{w:{type:'Number',value:'2'}}} -> 5 w(2)
                    ngsiv2 -> {type:'Number',value:5,metadata:{w:{type:'Text',value:'2'},unitCode:{value:'CEL'}}} -> 5 CEL w("2")
                    """)
    void keepsWhatEntitiesSayOfTheirAttributes(String type, String attribute, String expected) {
        var group = "{entity_type:'T',timestamp:false,payloadType:'" + type + "'}";
        var shown =
                mapAll(
                                JsonNodeFactory.instance.objectNode(),
                                (ObjectNode) LENIENT.readTree(group),
                                "{}",
                                "{a:" + attribute + "}")
                        .map(mapped -> mapped.entities().getFirst().fragment().attributes())
                        .flatMap(all ->
                                AttributeFragment.toAttributes(all, NOW)
                                        .get(DEFAULT + "a")
                                        .stream())
                        .map(DeclaredMappingTest::whole)
                        .collect(Collectors.joining(" + "));
        assertThat(shown).isEqualTo(expected);
    }

    /** With all that is said about it. */
    private static String whole(Attribute attribute) {
        var said =
                Stream.of(attribute.unitCode(), attribute.observedAt(), attribute.datasetId())
                        .filter(Objects::nonNull)
                        .map(Object::toString);
        var inside =
                attribute.attributes().entrySet().stream()
                        .map(sub ->
                                sub.getKey().replace(DEFAULT, "")
                                        + "("
                                        + whole(sub.getValue().getFirst())
                                        + ")");
        return Stream.concat(Stream.of(value(attribute)), Stream.concat(said, inside))
                .collect(Collectors.joining(" "));
    }

    /** It costs no more than itself. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            textBlock =
                    """
                    {type:'Number',value:5,metadata:{w:{type:'Number',value:'n/a'}}} -> 5 -> a.w: expected a number, found "n/a"
                    {type:'Number',value:5,metadata:{w:{type:'json',value:{x:1}},v:{value:2}}} -> 5 v(2) -> a.w:
                    {type:'Number',value:5,metadata:{w:{type:'Relationship',value:'room 5'},v:{value:2}}} -> 5 v(2) -> a.w:
                    {type:'Number',value:5,metadata:{w:{type:'LanguageProperty',value:'x'}}} -> 5 -> a.w:
                    {type:'Number',value:5,metadata:{w:{value:2,observedAt:'2026-05-02T09:00:00Z'}}} -> 5 -> a.w:
                    """)
    void leavesOutSubAttributesThatDoNotFit(String attribute, String expected, String fault) {
        var mapped =
                map(
                        "{entity_type:'T',timestamp:false,payloadType:'ngsiv2'}",
                        "{}",
                        "{a:" + attribute + "}");
        assertThat(whole(attributes(mapped.entities().getFirst()).get(DEFAULT + "a")))
                .isEqualTo(expected);
        assertThat(mapped.faults()).anySatisfy(told -> assertThat(told).startsWith(fault));
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
                new Profiles(
                                DeclaredMappingTest::noContext,
                                JsonNodeFactory.instance.objectNode(),
                                200)
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

    /** Declared, type and value; then what the Property tells of it. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            quoteCharacter = '`',
            textBlock =
                    """
                    {}                     ; {}                     ; Number     ; 20         ; 20
                    {}                     ; {dataType:'none'}      ; Number     ; 20         ; 20
                    {}                     ; {dataType:'valueType'} ; Number     ; '20'       ; 20 Number
                    {}                     ; {dataType:'valueType'} ; Percent    ; 20         ; 20 Percent
                    {}                     ; {dataType:'valueType'} ; Text       ; 'a'        ; "a" Text
                    {}                     ; {dataType:'valueType'} ; Property   ; 'a'        ; "a"
                    {}                     ; {dataType:'valueType'} ; property   ; 'a'        ; "a"
                    {}                     ; {dataType:'valueType'} ; Boolean    ; 'off'      ; false Boolean
                    {}                     ; {dataType:'valueType'} ; Array      ; '[1,2]'    ; [1,2] Array
                    {}                     ; {dataType:'valueType'} ; Date       ; '2026-01-01' ; "2026-01-01" Date
                    {}                     ; {dataType:'valueType'} ; Point      ; [1,2]      ; {"type":"Point","coordinates":[1,2]}
                    {}                     ; {dataType:'valueType'} ; Relationship ; 'urn:a:1' ; urn:a:1
                    {}                     ; {dataType:'@type'}     ; Number     ; '20'       ; {"@type":"Number","@value":20}
                    {}                     ; {dataType:'@type'}     ; Time       ; '10:30:00' ; {"@type":"Time","@value":"10:30:00"}
                    {}                     ; {dataType:'@type'}     ; Property   ; 20         ; 20
                    {}                     ; {dataType:'@type'}     ; command    ; 20         ; 20
                    {}                     ; {dataType:'valueType'} ; CommandStatus ; 20      ; 20
                    {}                     ; {dataType:'@type'}     ; Percent    ; {'@type':'Number','@value':20} ; {"@type":"Percent","@value":20}
                    {}                     ; {dataType:'@type'}     ; Point      ; [1,2]      ; {"type":"Point","coordinates":[1,2]}
                    {dataType:'valueType'} ; {}                     ; Number     ; 20         ; 20 Number
                    {dataType:'valueType'} ; {dataType:'none'}      ; Number     ; 20         ; 20
                    """)
    void tellsTheDeclaredType(
            String usual, String device, String type, String value, String expected) {
        var group =
                "{entity_type:'T',attributes:[{name:'a',type:'%s',metadata:{m:{type:'Number',value:1}}}]}"
                        .formatted(type);
        var mapped =
                map(
                        (ObjectNode) LENIENT.readTree(usual),
                        (ObjectNode) LENIENT.readTree(group),
                        device,
                        "{a:" + value + ",undeclared:1}");
        var told = attributes(mapped.entities().getFirst());
        assertThat(typed(told.get(DEFAULT + "a"))).isEqualTo(expected);
        assertThat(typed(told.get(DEFAULT + "undeclared"))).isEqualTo("1");
        var inside = told.get(DEFAULT + "a").attributes().get(DEFAULT + "m").getFirst();
        var both = usual + device;
        assertThat(typed(inside))
                .isEqualTo(
                        both.contains("@type")
                                ? "{\"@type\":\"Number\",\"@value\":1}"
                                : both.contains("'valueType'") && !both.contains("none")
                                        ? "1 Number"
                                        : "1");
    }

    private static String typed(Attribute attribute) {
        var type = attribute.valueType();
        return value(attribute) + (type == null ? "" : " " + ContextParser.core().compact(type));
    }

    /** The type of the payload, what is declared, and how the value 1 is told then. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            textBlock =
                    """
                    Text,    attributes:[{name:'a'}],                    "1" Text
                    Number,  attributes:[{name:'a'}],                    1 Number
                    Number,  attributes:[{name:'b'}],                    1 Number
                    '',      attributes:[{name:'b'}],                    "1"
                    Number,  `attributes:[{name:'a',type:'Percent'}]`,   1 Percent
                    Text,    `attributes:[{name:'a',type:'Percent'}]`,   "1" Percent
                    Number,  `attributes:[{name:'a',type:'Property'}]`,  1
                    Text,    `attributes:[{name:'a',type:'Integer'}]`,   1 Integer
                    """)
    void tellsWhatIsDeclaredBeforeWhatAPayloadTells(String told, String declared, String expected) {
        var mapped =
                map(
                        "{entity_type:'T',payloadType:'ngsiv2',dataType:'valueType',"
                                + declared
                                + "}",
                        "{}",
                        "{id:'x',type:'X',a:{type:'%s',value:'1',metadata:{}}}"
                                .formatted(told.equals("''") ? "" : told));
        assertThat(mapped.faults()).isEmpty();
        assertThat(typed(attributes(mapped.entities().getFirst()).get(DEFAULT + "a")))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"none, 1 Percent", "valueType, 1 Number"})
    void takesTheTypeThatAnEntityTells(String dataType, String expected) {
        var mapped =
                map(
                        "{entity_type:'T',payloadType:'ngsild',dataType:'%s',attributes:[{name:'a',type:'Number'}]}"
                                .formatted(dataType),
                        "{}",
                        "{id:'x',type:'X',a:{type:'Property',value:1,valueType:'Percent'}}");
        assertThat(mapped.faults()).isEmpty();
        assertThat(typed(attributes(mapped.entities().getFirst()).get(DEFAULT + "a")))
                .isEqualTo(expected);
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
        assertThatThrownBy(() -> new Profiles(DeclaredMappingTest::noContext, wrong, 200))
                .hasMessageContaining("AMQP");
    }

    private static Mapped map(String group, String device, String measure) {
        return map(
                JsonNodeFactory.instance.objectNode(),
                (ObjectNode) LENIENT.readTree(group),
                device,
                measure);
    }

    private static Mapped map(
            ObjectNode usual, ObjectNode groupDocument, String device, String measure) {
        return mapAll(usual, groupDocument, device, measure).findFirst().orElseThrow();
    }

    private static Stream<Mapped> mapAll(
            ObjectNode usual, ObjectNode groupDocument, String device, String measure) {
        var tenant = new Tenant("city");
        new Declarations(groupDocument).validate();
        var profile =
                new Profiles(DeclaredMappingTest::noContext, usual, 200)
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

    private static Context noContext(Tenant tenant, JsonNode source) {
        throw new AssertionError("no @context is named");
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
        return instances.stream().map(DeclaredMappingTest::value).collect(Collectors.joining("+"));
    }

    private static String value(Attribute attribute) {
        return switch (attribute.value()) {
            case AttributeValue.Property(var value) -> value.toString();
            case AttributeValue.GeoProperty(var value) -> value.toString();
            case AttributeValue.Relationship relationship ->
                    String.join(",", relationship.objects());
            default -> attribute.value().toString();
        };
    }

    private static Map<String, Attribute> attributes(MappedEntity entity) {
        return AttributeFragment.toAttributes(entity.fragment().attributes(), NOW)
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().getFirst()));
    }
}
