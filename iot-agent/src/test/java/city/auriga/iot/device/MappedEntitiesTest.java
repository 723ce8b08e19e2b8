package city.auriga.iot.device;

import static city.auriga.iot.device.DeclaredMappings.DEFAULT;
import static city.auriga.iot.device.DeclaredMappings.LENIENT;
import static city.auriga.iot.device.DeclaredMappings.NOW;
import static city.auriga.iot.device.DeclaredMappings.attributes;
import static city.auriga.iot.device.DeclaredMappings.map;
import static city.auriga.iot.device.DeclaredMappings.mapAll;
import static city.auriga.iot.device.DeclaredMappings.value;
import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.model.Attribute;
import city.auriga.core.representation.AttributeFragment;
import city.auriga.core.representation.InstanceFragment;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What payloads that are entities say of their Attributes. */
class MappedEntitiesTest {
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
                        .map(MappedEntitiesTest::whole)
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

    /** What is declared, the instances of a; what is written of it, and of its datasetIds. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            textBlock =
                    """
                    expression:'a>100?100:a'          -> {value:50,type:'Property'},{value:900,datasetId:'urn:b'}  -> 50
                    expression:'a>100?100:a'          -> {value:120,type:'Property'},{value:30,datasetId:'urn:b'}  -> 100
                    path:'a.x'                        -> {value:{x:5},type:'Property'},{value:{x:6},datasetId:'urn:b'} -> 5
                    metadata:{datasetId:{value:'urn:s'}} -> {value:7,type:'Property'},{value:8,datasetId:'urn:b'}  -> 7 urn:s
                    metadata:{datasetId:{value:'urn:s'}} -> {value:7,datasetId:'urn:a'},{value:8,datasetId:'urn:b'} -> 7 urn:s
                    """)
    void ofSeveralInstancesTakesTheFirstIfMoreIsDeclared(
            String declared, String instances, String expected) {
        var mapped =
                map(
                        "{entity_type:'T',timestamp:false,payloadType:'ngsild',attributes:[{name:'a',"
                                + declared
                                + "}]}",
                        "{}",
                        "{a:[" + instances + "]}");
        var written =
                AttributeFragment.toAttributes(
                        mapped.entities().getFirst().fragment().attributes(), NOW);
        assertThat(written.get(DEFAULT + "a")).hasSize(1);
        assertThat(whole(written.get(DEFAULT + "a").getFirst())).isEqualTo(expected);
        assertThat(mapped.faults()).hasSize(1).first().asString().contains("only the first");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            textBlock =
                    """
                    path:'a.x'         -> {value:{y:5},type:'Property'},{value:{x:6},datasetId:'urn:b'}
                    expression:'a.b.c' -> {value:50,type:'Property'},{value:900,datasetId:'urn:b'}
                    """)
    void saysThatOthersAreLeftOutIfTheFirstHasNoValue(String declared, String instances) {
        var mapped =
                map(
                        "{entity_type:'T',payloadType:'ngsild',attributes:[{name:'a',"
                                + declared
                                + "}]}",
                        "{}",
                        "{a:[" + instances + "]}");
        assertThat(mapped.faults()).hasSize(1).first().asString().contains("only the first");
    }

    /** What is declared, the datasetId of the payload, and that of the instance that goes. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            textBlock =
                    """
                    metadata:{datasetId:{value:'urn:s'}} -> 'urn:a' -> urn:s
                    x:1                                  -> 'urn:a' -> urn:a
                    metadata:{datasetId:{value:'@none'}} -> 'urn:a' -> none
                    x:1                                  -> '@none' -> none
                    metadata:{datasetId:{value:'urn:s'}} -> {y:1}   -> urn:s
                    x:1                                  -> {y:1}   -> nothing
                    x:1                                  -> 'a b'   -> nothing
                    """)
    void removesTheInstanceThatWouldBeWritten(String declared, String told, String gone) {
        var mapped =
                map(
                        "{entity_type:'T',payloadType:'ngsild',nullAction:'delete',attributes:[{name:'a',"
                                + declared
                                + "}]}",
                        "{}",
                        "{u:5,a:{value:null,type:'Property',datasetId:" + told + "}}");
        var attributes = mapped.entities().getFirst().fragment().attributes();
        assertThat(attributes).containsKey(DEFAULT + "u");
        var dropped = attributes.getOrDefault(DEFAULT + "a", List.of());
        assertThat(
                        dropped.isEmpty()
                                ? "nothing"
                                : Objects.toString(dropped.getFirst().datasetId(), "none"))
                .isEqualTo(gone);
        assertThat(mapped.faults()).hasSize(gone.equals("nothing") ? 1 : 0);
    }

    /** What has been observed since stays. */
    @Test
    void removesAsOfTheTimeThatIsTold() {
        var mapped =
                map(
                        "{entity_type:'T',payloadType:'ngsild',nullAction:'delete'}",
                        "{}",
                        "{a:{value:null,type:'Property',observedAt:'2026-05-01T09:00:00Z'}}");
        assertThat(mapped.entities().getFirst().fragment().attributes().get(DEFAULT + "a"))
                .containsExactly(
                        new InstanceFragment.Drop(null, Instant.parse("2026-05-01T09:00:00Z")));
    }

    /** What the broker says of it is not said to it; what is a member in NGSI-LD stays one. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            textBlock =
                    """
                    ngsild -> {type:'Property',value:5,previousValue:4,createdAt:'2026-05-01T09:00:00Z',lang:'en'} -> 5
                    ngsild -> {type:'Relationship',object:'urn:a:1',previousObject:'urn:a:2',entity:{id:'urn:a:1'}} -> urn:a:1
                    ngsild -> {type:'Relationship',object:'urn:a:1',objectType:'Building'} -> urn:a:1
                    ngsild -> {type:'Property',value:5,expiresAt:'2026-06-01T09:00:00Z'} -> 5
                    ngsild -> {type:'Property',value:5,metadata:{type:'Property',value:3}} -> 5 metadata(3)
                    ngsild -> {type:'Property',value:5,metadata:{accuracy:{value:3}}} -> 5 accuracy(3)
                    ngsiv2 -> {type:'Number',value:5,metadata:{dateCreated:{value:'2026-05-01T09:00:00Z'},previousValue:{value:4}}} -> 5
                    ngsiv2 -> {type:'Number',value:5,metadata:{value:{type:'Number',value:6}}} -> 5 measure_value(6)
                    ngsiv2 -> {type:'Number',value:5,metadata:{lang:{type:'Text',value:'en'}}} -> 5 measure_lang("en")
                    """)
    void tellsMembersFromSubAttributes(String type, String attribute, String expected) {
        var mapped =
                map(
                        "{entity_type:'T',timestamp:false,payloadType:'" + type + "'}",
                        "{}",
                        "{a:" + attribute + "}");
        assertThat(mapped.faults()).isEmpty();
        var written = attributes(mapped.entities().getFirst()).get(DEFAULT + "a");
        assertThat(whole(written)).isEqualTo(expected);
        assertThat(written.expiresAt() != null).isEqualTo(attribute.contains("expiresAt"));
        assertThat(written.objectTypes()).hasSize(attribute.contains("objectType") ? 1 : 0);
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
                    {type:'Number',value:5,metadata:{w:{type:'Text',value:null},v:{value:2}}} -> 5 v(2) -> a.w:
                    {type:'Number',value:5,metadata:{w:null,v:{value:2}}} -> 5 v(2) -> a.w:
                    {type:'Number',value:5,metadata:{'sensor-id':{type:'Text',value:'x'}}} -> 5 -> a.sensor-id:
                    {type:'Number',value:5,metadata:{w:{type:'Number',value:2,metadata:{'in-ner':{type:'Text',value:'x'}}}}} -> 5 w(2) -> a.w.in-ner:
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
}
