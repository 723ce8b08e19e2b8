package city.auriga.iot.http;

import city.auriga.iot.device.DeviceDirectory;
import city.auriga.iot.device.DeviceProvisioning;
import city.auriga.iot.device.EntityRemoval;
import city.auriga.iot.device.GroupProvisioning;
import city.auriga.iot.device.Inventory;
import city.auriga.iot.reading.TestAgent;
import city.auriga.iot.reading.UnknownDevices;
import java.time.InstantSource;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

/** The HTTP face of an agent, without a server. */
final class AgentHttp {
    private AgentHttp() {}

    static MockMvcTester of(TestAgent agent) {
        return of(agent, InstantSource.system());
    }

    static MockMvcTester of(TestAgent agent, InstantSource clock) {
        return of(agent, clock, new HttpSettings(null, 10_000, 1_000, 1_000, 30, "#", true, true));
    }

    static MockMvcTester of(TestAgent agent, InstantSource clock, HttpSettings settings) {
        var known = agent.stores.tenants;
        var devices =
                new DeviceProvisioning(
                        agent.stores.devices,
                        agent.stores.groups,
                        known,
                        agent.senders,
                        agent.topics,
                        agent.provisioned);
        var directory =
                new DeviceDirectory(
                        devices,
                        agent.stores.devices,
                        agent.stores.groups,
                        agent.stores.activities,
                        agent.stores.apikeys);
        return MockMvcTester.create(
                MockMvcBuilders.standaloneSetup(
                                new GroupController(
                                        new GroupProvisioning(
                                                agent.stores.groups,
                                                known,
                                                agent.senders,
                                                agent.topics,
                                                agent.provisioned),
                                        settings),
                                new DeviceController(
                                        devices,
                                        directory,
                                        new EntityRemoval(
                                                devices, agent.entityDevices, agent.writer, clock),
                                        settings),
                                new DeviceBatchController(devices, settings),
                                new SimulationController(
                                        directory, agent.senders, agent.topics, settings, clock),
                                new InventoryController(
                                        new Inventory(
                                                agent.stores.everything,
                                                known,
                                                agent.senders,
                                                agent.topics,
                                                agent.provisioned),
                                        settings,
                                        new InventorySettings(10_000)),
                                new UnknownDeviceController(
                                        new UnknownDevices(agent.stores.letters, agent.topics),
                                        settings),
                                new LogLevelController(
                                        LoggingSystem.get(AgentHttp.class.getClassLoader())),
                                new DiscoveredConfigController(
                                        agent.discovered, agent.topics, settings, clock),
                                new DeadLetterController(
                                        agent.stores.letters, agent.replays, settings),
                                new WebhookController(
                                        agent.readings, agent.topics, settings, clock),
                                new MeasureController(
                                        agent.readings,
                                        agent.senders,
                                        agent.apikeys,
                                        agent.answers,
                                        settings,
                                        clock))
                        .setControllerAdvice(new IotErrors())
                        .build());
    }
}
