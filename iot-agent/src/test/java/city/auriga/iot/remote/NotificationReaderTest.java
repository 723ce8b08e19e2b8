package city.auriga.iot.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.problem.NgsiLdException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class NotificationReaderTest {
    private static JsonNode notification(String entities) {
        var data = entities.replace('\'', '"');
        return new JsonMapper()
                .readTree("{\"id\":\"urn:n\",\"type\":\"Notification\",\"data\":" + data + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            textBlock =
                    """
                    [{'id':'urn:g','type':'Gate','open':{'type':'Property','value':1,'modifiedAt':'2026-05-01T10:00:00.5Z'}}] => urn:g (Gate) open=1 at 2026-05-01T10:00:00.500Z
                    [{'id':'urn:g','open':{'value':{'a':[1]},'createdAt':'2026-05-01T09:00:00Z','modifiedAt':'2026-05-01T10:00:00Z'}}] => urn:g open={"https://uri.etsi.org/ngsi-ld/default-context/a":[1]} at 2026-05-01T10:00:00Z
                    [{'id':'urn:g','open':{'type':'Property','value':1,'unitCode':7,'observedAt':'now','by':[],'modifiedAt':'2026-05-01T12:00:00.123456789+02:00'}}] => urn:g open=1 at 2026-05-01T10:00:00.123456Z
                    [{'id':'urn:g','open':{'type':'LanguageProperty','languageMap':{'en':'x'}}}] => urn:g open={"en":"x"} at null
                    [{'id':'urn:g','open':5}]                                  => urn:g open=5 at null
                    [{'id':'urn:g','open':[1,2]}]                              => urn:g open=[1,2] at null
                    [{'id':'urn:g','open':[{'value':1},{'value':2,'datasetId':'urn:d','modifiedAt':'2026-05-01T10:00:00Z'}]}] => urn:g open=1 at null, open urn:d=2 at 2026-05-01T10:00:00Z
                    [{'id':'urn:g','https://example.org/open':{'value':1}}]    => urn:g https://example.org/open=1 at null
                    [{'id':'urn:g','https://uri.etsi.org/ngsi-ld/default-context/open':{'value':1}}] => urn:g open=1 at null
                    [{'id':'urn:g','open':{'type':'Relationship','object':'urn:x'}}] => urn:g open=urn:x at null
                    [{'id':'urn:g','open':{'value':''}}]                       => urn:g (open= at null)
                    [{'id':'urn:g','open':{'value':'','createdAt':'2026-05-01T10:00:00Z','modifiedAt':'2026-05-01T10:00:00Z'}}] => urn:g (open= at 2026-05-01T10:00:00Z)
                    [{'id':'urn:g','open':{'value':'','createdAt':'2026-05-01T10:00:00Z','modifiedAt':'2026-05-01T10:00:01Z'}}] => urn:g open= at 2026-05-01T10:00:01Z
                    [{'id':'urn:g','open':'urn:ngsi-ld:null'}]                 => urn:g
                    [{'id':'urn:g','open':{'value':'urn:ngsi-ld:null','deletedAt':'2026-05-01T10:00:00Z'}}] => urn:g
                    [{'id':'urn:g','open':[{'value':'urn:ngsi-ld:null'},{'value':2,'datasetId':'urn:d'}]}] => urn:g open urn:d=2 at null
                    [{'id':'urn:g','scope':'/a','createdAt':'2026-05-01T10:00:00Z','@context':'http://x/'}] => urn:g
                    [{'@id':'urn:g','open':1},{'id':'urn:h','open':2}]         => urn:g open=1 at null; urn:h open=2 at null
                    [{'id':'urn:g','open':{'value':1,'qos':{'type':'Property','value':0},'by':7}}] => urn:g open=1 at null qos 0
                    [{'id':'urn:g','open':{'value':1,'https://example.org/qos':2}}] => urn:g open=1 at null qos 2
                    [{'id':'urn:g','open':{'value':1,'qos':{'type':'Relationship','object':'urn:x'}}}] => urn:g open=1 at null qos "{"type":"Relationship","object":"urn:x"}"
                    [{'id':'urn:g','type':['Gate','https://example.org/Lamp'],'open':1}] => urn:g (Gate, https://example.org/Lamp) open=1 at null
                    [{'id':'urn:g','@type':'Gate'},{'id':'urn:h','type':7}]    => urn:g (Gate); urn:h
                    []                                                         => ``
                    """)
    void readsWhatChanged(String entities, String expected) {
        var read =
                NotificationReader.read(notification(entities)).entities().stream()
                        .map(NotificationReaderTest::text)
                        .collect(Collectors.joining("; "));
        assertThat(read).isEqualTo(expected);
    }

    private static String text(NotifiedEntity entity) {
        var attributes =
                entity.attributes().stream()
                        .flatMap(a -> a.all().stream().map(instance -> text(a.name(), instance)))
                        .collect(Collectors.joining(", "));
        var types =
                entity.types().stream()
                        .map(ContextParser.core()::compact)
                        .sorted()
                        .collect(Collectors.joining(", "));
        var shown = types.isEmpty() ? " " : " (" + types + ") ";
        return (entity.id() + shown + attributes).strip();
    }

    private static String text(JsonNode node) {
        return node.isString() ? '"' + node.stringValue() + '"' : node.toString();
    }

    /** In brackets what asks for nothing. */
    private static String text(String name, NotifiedEntity.Instance instance) {
        var value =
                switch (instance.value().value()) {
                    case AttributeValue.Property(var node) ->
                            node.isString() ? node.stringValue() : node.toString();
                    case AttributeValue.Relationship(var objects) -> String.join(" ", objects);
                    case AttributeValue.LanguageProperty(var map) -> map.toString();
                    default -> "?";
                };
        var text =
                ContextParser.core().compact(name)
                        + (instance.dataset().isEmpty() ? "" : " " + instance.dataset())
                        + "="
                        + value
                        + " at "
                        + instance.modifiedAt()
                        + instance.value().attributes().values().stream()
                                .map(qos -> (AttributeValue.Property) qos.getFirst().value())
                                .map(qos -> " qos " + text(qos.value()))
                                .collect(Collectors.joining());
        return instance.asks() ? text : "(" + text + ")";
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            textBlock =
                    """
                    {'id':'urn:g'}                                     => $.data: expected an array of Entities, found an object
                    7                                                  => $.data: expected an array of Entities, found 7
                    [{'id':'urn:g'},7]                                 => $.data[1]: expected an Entity, found 7
                    [{'open':1}]                                       => $.data[0].id: expected a URI, found nothing
                    [{'id':'g'}]                                       => $.data[0].id:
                    [{'id':'urn:g','open':{'type':'Property'}}]        => $.data[0].open
                    [{'id':'urn:g','open':[{'value':1},{'value':2}]}]  => $.data[0].open[1]: a second default instance
                    [{'id':'urn:g','open':{'value':1,'modifiedAt':7}}] => $.data[0].open.modifiedAt: expected a time, found 7
                    [{'id':'urn:g','open':{'value':1,'modifiedAt':'x'}}] => $.data[0].open.modifiedAt: expected a time
                    """)
    void namesTheMemberThatIsWrong(String entities, String expected) {
        assertThatThrownBy(
                        () -> {
                            throw NotificationReader.read(notification(entities))
                                    .faults()
                                    .getFirst();
                        })
                .isInstanceOfSatisfying(
                        NgsiLdException.class,
                        e -> assertThat(e.member() + ": " + e.getMessage()).startsWith(expected));
    }

    @Test
    void readsWhatCanBeRead() {
        var read =
                NotificationReader.read(
                        notification(
                                "[{'id':'g','open':1},7,{'id':'urn:h','open':2},{'id':'urn:i','open':null}]"));
        assertThat(read.entities()).extracting(NotifiedEntity::id).containsExactly("urn:h");
        assertThat(read.faults())
                .extracting(NgsiLdException::member)
                .containsExactly("$.data[0].id", "$.data[1]", "$.data[3].open");
    }
}
