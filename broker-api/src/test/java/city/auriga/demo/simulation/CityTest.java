package city.auriga.demo.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CityTest {

    @Test
    void hasEveryKindFromSevenDevicesOn() {
        assertThat(City.of(7).devices()).extracting(Device::kind).containsOnly(Kind.values());
    }

    @Test
    void keepsItsDevicesWhenItGrows() {
        assertThat(City.of(500).devices()).startsWith(City.of(60).devices().toArray(Device[]::new));
    }

    @Test
    void givesEachDeviceItsOwnId() {
        assertThat(City.of(2_000).devices()).extracting(Device::id).doesNotHaveDuplicates();
    }

    @Test
    void liesInSantander() {
        assertThat(City.of(2_000).devices())
                .flatExtracting(Device::places)
                .allSatisfy(place -> {
                    assertThat(place.longitude()).isBetween(-3.84, -3.77);
                    assertThat(place.latitude()).isBetween(43.45, 43.48);
                });
    }

    @Test
    void namesEntitiesAndTopicsAfterDevices() {
        var device = City.of(1).devices().getFirst();
        assertThat(device.id()).isEqualTo("traffic-001");
        assertThat(device.entityId()).isEqualTo("urn:ngsi-ld:TrafficFlowObserved:santander:001");
        assertThat(device.topic()).isEqualTo("/json/demo-traffic/traffic-001/attrs");
        assertThat(device.places()).hasSize(2);
    }
}
