package city.auriga.demo;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.demo.simulation.City;
import city.auriga.demo.simulation.Kind;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ProvisioningTest {

    @Test
    void declaresAKindAsAGroup() {
        assertThat(Provisioning.group(Kind.NOISE))
                .isEqualTo(
                        JsonMapper.shared()
                                .readTree(
                                        """
                                        {
                                          "apikey": "demo-noise",
                                          "resource": "/iot/json",
                                          "entity_type": "NoiseLevelObserved",
                                          "attributes": [
                                            {
                                              "object_id": "a", "name": "LAeq", "type": "Number",
                                              "metadata": {"unitCode": {"type": "Text", "value": "2N"}}
                                            },
                                            {
                                              "object_id": "m", "name": "LAmax", "type": "Number",
                                              "metadata": {"unitCode": {"type": "Text", "value": "2N"}}
                                            }
                                          ],
                                          "static_attributes": [
                                            {"name": "dataProvider", "type": "Text", "value": "Auriga demo"}
                                          ]
                                        }
                                        """));
    }

    @Test
    void declaresWhereADeviceIs() {
        var devices = City.of(2).devices();
        var lane = Provisioning.device(devices.get(0));
        var station = Provisioning.device(devices.get(1));
        assertThat(lane.at("/static_attributes/0/value/type").stringValue())
                .isEqualTo("LineString");
        assertThat(lane.at("/static_attributes/0/value/coordinates")).hasSize(2);
        assertThat(station.at("/static_attributes/0/value/type").stringValue()).isEqualTo("Point");
        assertThat(station.at("/entity_name").stringValue())
                .isEqualTo("urn:ngsi-ld:AirQualityObserved:santander:001");
    }
}
