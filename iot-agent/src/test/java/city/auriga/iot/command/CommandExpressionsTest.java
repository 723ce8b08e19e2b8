package city.auriga.iot.command;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceCommand;
import city.auriga.core.device.DeviceCommand.State;
import city.auriga.core.device.DeviceGroup;
import city.auriga.iot.device.Sender;
import city.auriga.iot.reading.TestAgent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class CommandExpressionsTest {
    private final TestAgent agent = new TestAgent();

    @AfterEach
    void close() {
        agent.close();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiterString = " ; ",
            quoteCharacter = '`',
            textBlock =
                    """
                    /iot/json ; {set: value}                   ;               ; 7          ; {"set":7}
                    /iot/json ; {set: open.wide, who: id}      ; json          ; {"wide":2} ; {"set":2,"who":"g1"}
                    /iot/json ; [command, entity_name, type, service, subservice] ; json ; 1 ; ["open","urn:ngsi-ld:Gate:g1","Gate","city","/"]
                    /iot/json ; value * factor                 ;               ; 3          ; 30
                    /iot/json ; label                          ;               ; 1          ; "gate g1"
                    /iot/json ; value|toisostring              ;               ; 1          ; "1970-01-01T00:00:00.001Z"
                    /iot/json ; value + 1                      ; text          ; 1          ; 2
                    /iot/json ; value ? "6f6b" : "00"          ; binaryfromhex ; true       ; ok
                    /iot/json ; missing + 1                    ;               ; 1          ; expression: no value for this command
                    /iot/d    ; value * 2                      ;               ; 4          ; g1@open|8
                    /iot/d    ; {a: value, b: id}              ;               ; 4          ; g1@open|a=4|b=g1
                    /iot/d    ; {a: value}                     ; json          ; 4          ; {"a":4}
                    """)
    void makeThePayload(
            String resource, String expression, String kind, String value, String expected) {
        var sender =
                sender(resource, open().put("expression", expression).put("payloadType", kind));
        var rule = sender.commands().find("open").orElseThrow();
        var command = command(sender, value);
        String payload;
        try {
            var variables = new CommandVariables(sender, command, InstantSource.system());
            payload = new String(variables.payload(sender, rule, command), StandardCharsets.UTF_8);
        } catch (RuntimeException e) {
            payload = e.getMessage();
        }
        assertThat(payload).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiterString = " ; ",
            quoteCharacter = '`',
            textBlock =
                    """
                    https://${service}.example/${id}/${command} ; ${value + factor} ; https://city.example/g1/open 17 Answered
                    'http://h/' + id                            ; fixed             ; http://h/g1 fixed Answered
                    http://h/x                                  ; ${label}          ; http://h/x gate g1 Answered
                    http://h/${missing}                         ; x                 ; endpoint: no value for this command
                    ${label}                                    ; x                 ; endpoint: expected an http or https URL, found 'gate g1'
                    http://h/                                   ; ${missing}        ; headers.X-Gate: no value for this command
                    http://h/                                   ; ${umlaut} ; headers.X-Gate: expected the value of an HTTP header
                    """)
    void makeWhereAndHowItIsPosted(String endpoint, String header, String expected)
            throws InterruptedException {
        var open = open();
        open.putObject("headers").put("X-Gate", header);
        var sender = sender("/iot/json", open, document -> document.put("endpoint", endpoint));
        var rule = sender.commands().find("open").orElseThrow();
        var posted = new ArrayList<String>();
        CommandClient client =
                (to, headers, _, _) -> {
                    posted.add(to + " " + headers.get("X-Gate"));
                    return new CommandClient.Answer(200, new byte[0]);
                };
        var way = new PushWay(client, agent.commandSettings, InstantSource.system());
        assertThat(way.serves(sender)).isTrue();
        var outcome = way.send(sender, rule, command(sender, "7"));
        assertThat(
                        outcome instanceof CommandWay.Outcome.Refused(var reason)
                                ? reason
                                : posted.getFirst() + " " + outcome.getClass().getSimpleName())
                .isEqualTo(expected);
    }

    /** One that fetches its commands gets what the expression makes of them, or nothing. */
    @ParameterizedTest
    @CsvSource({"value * 2, 8, DELIVERED", "missing + 1, none, ERROR"})
    void makeWhatIsFetched(String expression, String expected, State state) {
        var sender = sender("/iot/json", open().put("expression", expression));
        agent.commands.add(List.of(command(sender, "4")));
        var fetched = agent.answers.fetch(sender, Instant.now().truncatedTo(ChronoUnit.MICROS));
        assertThat(fetched.isEmpty() ? "none" : fetched.getFirst().value().toString())
                .isEqualTo(expected);
        assertThat(agent.commands.all.getFirst().state()).isEqualTo(state);
    }

    private static ObjectNode open() {
        return JsonNodeFactory.instance.objectNode().put("name", "open");
    }

    private Sender sender(String resource, ObjectNode command) {
        return sender(resource, command, _ -> {});
    }

    private Sender sender(String resource, ObjectNode command, Consumer<ObjectNode> members) {
        var document = TestAgent.json("{'entity_type':'Gate'}");
        document.putArray("commands").add(command);
        var statics = document.putArray("static_attributes");
        statics.addObject().put("name", "factor").put("type", "Number").put("value", 10);
        statics.addObject().put("name", "umlaut").put("value", "ä");
        statics.addObject().put("name", "label").put("expression", "'gate ' + id");
        members.accept(document);
        agent.stores.groups.add(
                List.of(new DeviceGroup(TestAgent.TENANT, "/", resource, "gates", document)));
        return agent.entityDevices.sender(
                new Device(TestAgent.TENANT, "/", "gates", "g1", TestAgent.json("{}")));
    }

    private static DeviceCommand command(Sender sender, String value) {
        var now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return DeviceCommand.pending(
                UUID.randomUUID(),
                sender.commands().address(),
                "urn:ngsi-ld:Gate:g1",
                "open",
                null,
                new JsonMapper().readTree(value),
                now,
                now.plusSeconds(60),
                null);
    }
}
