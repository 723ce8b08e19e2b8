package city.auriga.iot.command;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.Device;
import city.auriga.core.jsonld.ContextParser;
import city.auriga.iot.reading.TestAgent;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProvisionedCommandsTest {
    private final TestAgent agent = new TestAgent();

    @AfterEach
    void close() {
        agent.close();
    }

    /** One look at the @context is for the device itself, one for each list that is read. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = " ; ",
            textBlock =
                    """
                    {}                                                           ; 1
                    {'static_attributes':[{'name':'s','value':1}]}               ; 1
                    {'commands':[{'name':'open'}]}                               ; 1
                    {'lazy':[{'object_id':'b','name':'battery'}]}                ; 1
                    {'entity_type':'Door'}                                       ; 2
                    {'lazy':[{'name':'glow'}]}                                   ; 2
                    {'commands':[{'name':'shut'}]}                               ; 2
                    {'attributes':[{'name':'x','reverse':[{'object_id':'x'}]}]}  ; 2
                    {'entity_type':'Door','commands':[{'name':'shut'}]}          ; 3
                    """)
    void areReadOnlyIfADeviceSaysMore(String document, int looks) {
        var asked = new AtomicInteger();
        agent.contexts =
                (_, _) -> {
                    asked.incrementAndGet();
                    return ContextParser.core();
                };
        agent.group(
                "/iot/json",
                "lamps",
                "{'entity_type':'Lamp','jsonldContext':'http://there','commands':[{'name':'open'}],"
                        + "'lazy':[{'name':'battery'}],"
                        + "'attributes':[{'name':'level','reverse':[{'object_id':'l'}]}]}");
        agent.names.load();
        agent.lazy.load();
        var device = new Device(TestAgent.TENANT, "/", "lamps", "l1", TestAgent.json(document));
        agent.stores.devices.add(List.of(device));
        asked.set(0);
        agent.provisioned.devicesChanged(List.of(device));
        assertThat(asked).hasValue(looks);
        asked.set(0);
        agent.provisioned.devicesChanged(List.of(device));
        assertThat(asked).as("then all is known").hasValue(1);
    }
}
