package city.auriga.api.iot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.api.Api;
import city.auriga.api.ApiTest;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What operators of the agent see and do, in the whole application. */
class AgentOperationsTest extends ApiTest {
    private final Api agent = new Api("", List.of(Map.entry("NGSILD-Tenant", tenant)));

    @Test
    void showsWhenADeviceWasHeard() {
        declareGroup();
        agent.post("/iot/json?k=" + tenant + "&i=one", "{'t':1}").is(200);
        agent.post("/iot/json?k=" + tenant + "&i=one", "5").is(400);
        await().until(() -> device().path("faults").asInt() > 0);
        assertThat(device().path("measures").asInt()).isEqualTo(1);
        assertThat(device().path("lastSeen").asString()).startsWith("2");
        var silent = agent.get("/iot/devices?lastSeenBefore=2020-01-01T00:00:00Z").is(200);
        assertThat(silent.json().path("count").asInt()).isZero();
        new Api("/admin", List.of()).delete("/tenants/" + tenant).is(204);
        assertThat(agent.get("/iot/devices").json().path("count").asInt(0)).isZero();
    }

    @Test
    void deletesTheEntityOfADeviceIfAsked() {
        declareGroup();
        for (var device : List.of("one", "two")) {
            agent.post("/iot/json?k=" + tenant + "&i=" + device, "{'t':1}").is(200);
        }
        agent.delete("/iot/devices/one?entity=delete").is(204);
        agent.delete("/iot/devices/two").is(204);
        api.get("/entities/urn:ngsi-ld:T:one").is(404);
        api.get("/entities/urn:ngsi-ld:T:two").is(200);
    }

    @Test
    void givesTheRegistryOfAllTenantsToOperatorsOnly() {
        declareGroup();
        assertThat(agent.get("/iot/registry").is(200).json().path("groups").size()).isEqualTo(1);
        var all = agent.get("/admin/iot/registry").is(200);
        assertThat(all.text()).contains("\"service\":\"" + tenant + "\"");
        agent.with("X-Forwarded-For", "10.0.0.1").get("/admin/iot/registry").is(403);
        agent.with("X-Forwarded-For", "10.0.0.1").get("/admin/log").is(403);
        agent.post("/admin/iot/registry", all.text()).is(200);
    }

    @Test
    void takesLargeRegistries() {
        var devices = new StringJoiner(",", "{\"devices\":[", "]}");
        for (int i = 0; i < 12_000; i++) {
            devices.add(
                    "{\"device_id\":\"device-%d\",\"apikey\":\"%s\",\"static_attributes\":[{\"name\":\"place\",\"value\":%d}]}"
                            .formatted(i, tenant, i));
        }
        var stored = agent.post("/iot/registry", devices.toString()).is(200);
        assertThat(stored.json().path("devices").asInt()).isEqualTo(12_000);
        assertThat(agent.get("/iot/registry").is(200).json().path("devices").size())
                .isEqualTo(12_000);
        var page = agent.get("/iot/devices?q=device-11999&limit=1").is(200).json();
        assertThat(page.path("count").asInt()).isEqualTo(1);
    }

    @Test
    void makesDevicesOfARegistryReadyForTheirCommands() {
        var registry =
                """
                {'devices':[{'device_id':'bell','apikey':'%s','entity_type':'Bell',
                             'commands':[{'name':'ring'}]}]}
                """
                        .formatted(tenant);
        agent.post("/iot/registry", registry).is(200);
        api.get("/entities/urn:ngsi-ld:Bell:bell").is(200);
    }

    @Test
    void countsReadingsThatAreLate() {
        declareGroup();
        var reading = "/iot/json?k=" + tenant + "&i=one&t=";
        agent.post(reading + "2026-01-01T00:00:02Z", "{'t':2}").is(200);
        agent.post(reading + "2026-01-01T00:00:02Z", "{'t':2}").is(200);
        agent.post(reading + "2026-01-01T00:00:01Z", "{'t':1}").is(200);
        assertThat(agent.get("/metrics").is(200).text())
                .doesNotContain("auriga_writer_late_total 0.0")
                .doesNotContain("auriga_writer_unchanged_total 0.0");
    }

    @ParameterizedTest
    @CsvSource({"/iot/devices?q=%00", "/iot/devices?apikey=%00", "/iot/devices?type=%00"})
    void refusesWhatCannotBeLookedFor(String path) {
        agent.get(path).is(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = ";",
            textBlock =
                    """
                    /ready     ; ''
                    /iot/about ; "libVersion"
                    /iot/about ; "database":{"ok":true
                    /version   ; "libVersion"
                    /version   ; "ngsiLd":"1.9.1"
                    /admin/log ; "level"
                    /metrics   ; auriga_iot_devices_remembered
                    /metrics   ; measureRequests
                    /metrics   ; # TYPE ready gauge
                    /metrics   ; auriga_iot_readings_waiting_most
                    /metrics   ; auriga_iot_measures_in_flight
                    /metrics   ; auriga_writer_late_total
                    """)
    void tellsHowItIs(String path, String part) {
        assertThat(agent.get(path).is(200).text()).contains(part);
    }

    /** Who looks whether somebody is there does not have the database asked each time. */
    @Test
    void tellsTheConnectionsWhereFiwaresAgentsDoOnly() {
        assertThat(agent.get("/version").is(200).text()).doesNotContain("connections");
    }

    private JsonNode device() {
        return agent.get("/iot/devices/one").is(200).json();
    }

    private void declareGroup() {
        agent.post(
                        "/iot/groups",
                        "{'groups':[{'apikey':'%s','resource':'/iot/json','entity_type':'T'}]}"
                                .formatted(tenant))
                .is(201);
    }
}
