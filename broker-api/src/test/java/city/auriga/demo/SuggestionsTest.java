package city.auriga.demo;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.demo.simulation.City;
import org.junit.jupiter.api.Test;

class SuggestionsTest {

    @Test
    void areFiveCommandsForTheBrokerInUse() {
        var text = Suggestions.of(City.of(20), "http://localhost:8026");
        assertThat(text.lines().filter(line -> line.startsWith("curl ")))
                .hasSize(5)
                .allMatch(line -> line.contains("http://localhost:8026/ngsi-ld/v1/"));
        assertThat(text.split("-H 'NGSILD-Tenant: santander'", -1)).hasSize(6);
        assertThat(text).contains("urn:ngsi-ld:TrafficFlowObserved:santander:001");
    }
}
