package city.auriga.iot.device;

import static city.auriga.iot.device.DeclaredMappings.DEFAULT;
import static city.auriga.iot.device.DeclaredMappings.LENIENT;
import static city.auriga.iot.device.DeclaredMappings.attributes;
import static city.auriga.iot.device.DeclaredMappings.map;
import static city.auriga.iot.device.DeclaredMappings.value;
import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.model.Attribute;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Whether and how Properties tell the type of their value ({@code dataType}). */
class DataTypeTest {
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

    private static String typed(Attribute attribute) {
        var type = attribute.valueType();
        return value(attribute) + (type == null ? "" : " " + ContextParser.core().compact(type));
    }
}
