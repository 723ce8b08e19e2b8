package city.auriga.iot.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.Device;
import city.auriga.core.model.AttributeValue;
import city.auriga.iot.command.Asking;
import city.auriga.iot.command.CommandPublisher;
import city.auriga.iot.reading.Reading;
import city.auriga.iot.reading.TestAgent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.IntNode;

/**
 * From the update of an Entity to the message in the language of an ecosystem, and from what the
 * network then tells back to the Entity. In the scripts {@code <<} arrives, {@code >>} leaves, and
 * {@code id} is the id of the last command.
 */
class CodecCommandsTest {
    private static final String VOCABULARY = "https://uri.etsi.org/ngsi-ld/default-context/";
    private static final int PATIENCE = 10;

    private final TestAgent agent = new TestAgent();
    private final BlockingQueue<Downlink> sent = new LinkedBlockingQueue<>();
    private long asked;

    CodecCommandsTest() {
        agent.publisher =
                new CommandPublisher() {
                    @Override
                    public boolean mayReach(String topic) {
                        return true;
                    }

                    @Override
                    public Fate publish(Message message) {
                        return publish(
                                new Downlink(message.topic(), message.payload(), 0, false), "");
                    }

                    @Override
                    public Fate publish(Downlink downlink, String apikey) {
                        sent.add(downlink);
                        return Fate.TAKEN;
                    }
                };
    }

    @AfterEach
    void close() {
        agent.close();
    }

    @Test
    void theThingsStack() throws Exception {
        group("'template':'the-things-stack','templateParams':{'port':'5'}", "app@city");
        play(
                "lot-7",
                """
                << v3/app@city/devices/lot-7/up {"uplink_message":{"f_cnt":1,"decoded_payload":{"t":1}}}
                ask open {"angle":90}
                >> v3/app@city/devices/lot-7/down/push {"downlinks":[{"f_port":5,"priority":"NORMAL","confirmed":true,"decoded_payload":{"open":{"angle":90}},"correlation_ids":["auriga:command:id"]}]} qos 0
                = open_status PENDING
                << v3/app@city/devices/lot-7/down/sent {"downlink_sent":{"correlation_ids":["x","auriga:command:id"]}}
                = open_status DELIVERED
                << v3/app@city/devices/lot-7/down/ack {"downlink_ack":{"correlation_ids":["auriga:command:id"]}}
                = open_status OK
                = open_info the device confirmed it
                << v3/app@city/devices/lot-7/down/nack {"downlink_nack":{"correlation_ids":["auriga:command:id"]}}
                = open_status OK
                ask open {"frm_payload":"AQ==","f_port":9}
                >> v3/app@city/devices/lot-7/down/push {"downlinks":[{"f_port":9,"priority":"NORMAL","confirmed":true,"frm_payload":"AQ==","correlation_ids":["auriga:command:id"]}]} qos 0
                << v3/app@city/devices/lot-7/down/nack {"downlink_nack":{"correlation_ids":["auriga:command:id"]}}
                = open_status ERROR
                = open_info the device did not confirm it
                ask open 1
                >> v3/app@city/devices/lot-7/down/push {"downlinks":[{"f_port":5,"priority":"NORMAL","confirmed":true,"decoded_payload":{"open":1},"correlation_ids":["auriga:command:id"]}]} qos 0
                << v3/app@city/devices/lot-7/down/failed {"downlink_failed":{"downlink":{"correlation_ids":["auriga:command:id"]},"error":{"message_format":"too long"}}}
                = open_info too long
                """);
    }

    /** Of another device, of nobody, and in a form that is not ours. */
    @Test
    void whatIsNotOursIsNothing() throws Exception {
        group("'template':'chirpstack'", "app");
        play(
                "d1",
                """
                << application/app/device/d1/event/up {"object":{"t":1}}
                ask open 1
                >> application/app/device/d1/command/down {"confirmed":true,"fPort":1,"object":{"open":1},"devEui":"d1","id":"id"} qos 0
                << application/app/device/d2/event/ack {"queueItemId":"id","acknowledged":true}
                << application/app/device/d1/event/ack {"queueItemId":"c-1","acknowledged":true}
                << application/app/device/d1/event/ack {"queueItemId":"3ac7e3c4-4401-4b8d-9386-a5c902f9202d","acknowledged":true}
                = open_status PENDING
                """);
    }

    @Test
    void chirpStack() throws Exception {
        group("'template':'chirpstack'", "app");
        play(
                "d1",
                """
                << application/app/device/d1/event/up {"object":{"t":1}}
                ask open true
                >> application/app/device/d1/command/down {"confirmed":true,"fPort":1,"object":{"open":true},"devEui":"d1","id":"id"} qos 0
                << application/app/device/d1/event/txack {"queueItemId":"id"}
                = open_status DELIVERED
                << application/app/device/d1/event/ack {"queueItemId":"id"}
                = open_status ERROR
                << application/app/device/d1/event/txack {"queueItemId":"id"}
                = open_status ERROR
                ask open {"data":"AQ=="}
                >> application/app/device/d1/command/down {"confirmed":true,"fPort":1,"data":"AQ==","devEui":"d1","id":"id"} qos 0
                << application/app/device/d1/event/ack {"queueItemId":"id","acknowledged":true}
                = open_status OK
                """);
    }

    @Test
    void tasmota() throws Exception {
        group("'template':'tasmota','commands':[{'name':'Power'},{'name':'Dimmer'}]", "plugs");
        play(
                "plug-3",
                """
                << tele/plug-3/STATE {"Wifi":1}
                ask Power "ON"
                >> cmnd/plug-3/Power ON qos 1
                << stat/plug-3/RESULT {"POWER":"ON"}
                = Power_status OK
                = Power_info ON
                = POWER ON
                ask Dimmer 300
                >> cmnd/plug-3/Dimmer 300 qos 1
                << stat/plug-3/RESULT {"Command":"Error","Input":"DIMMER"}
                = Dimmer_status ERROR
                << stat/plug-3/RESULT {"POWER":"OFF"}
                = Power_info ON
                """);
        assertThat(sent).as("what a device tells is no command").isEmpty();
    }

    @Test
    void zigbee2Mqtt() throws Exception {
        group(
                "'template':'zigbee2mqtt','commands':[{'name':'switch','object_id':'state','mqtt':{'qos':2,'retain':true}},"
                    + "{'name':'brightness'}]",
                "zigbee");
        play(
                "0x01",
                """
                << zigbee2mqtt/bridge/devices [{"ieee_address":"0x01","friendly_name":"hall/lamp"}]
                << zigbee2mqtt/hall/lamp {"linkquality":9}
                ask switch "ON"
                >> zigbee2mqtt/0x01/set {"state":"ON"} qos 2 retained
                << zigbee2mqtt/hall/lamp {"linkquality":8}
                = switch_status PENDING
                << zigbee2mqtt/hall/lamp {"state":"ON","linkquality":8,"brightness":3}
                = switch_status OK
                = switch_info ON
                = state ON
                = brightness null
                ask brightness 100
                >> zigbee2mqtt/0x01/set {"brightness":100} qos 1
                << zigbee2mqtt/hall/lamp {"brightness":100}
                = brightness_info 100
                """);
        assertThat(sent).as("what a device tells is no command").isEmpty();
    }

    @Test
    void homeAssistant() throws Exception {
        group(
                "'template':'home-assistant','templateParams':{'states':'home/{topic+}'},"
                    + "'commands':[{'name':'turn','object_id':'relay'},{'name':'other'},{'name':'lost'}]",
                "homes");
        play(
                "plug-3",
                """
                << homeassistant/switch/plug-3/relay/config {"~":"home/plug","stat_t":"~/relay","cmd_t":"~/relay/set","dev":{"ids":"plug-3"}}
                << homeassistant/switch/plug-3/other/config {"stat_t":"home/other","cmd_t":"elsewhere/set","dev":{"ids":"plug-3"}}
                << home/plug/relay OFF
                ask turn true
                >> home/plug/relay/set ON qos 1
                << home/plug/relay/set ON
                = turn_status PENDING
                << home/plug/relay ON
                = turn_status OK
                = relay true
                ask other true
                = other_status ERROR
                = other_info 'elsewhere/set' is no topic of this group's commands
                ask lost true
                = lost_status ERROR
                = lost_info no config of the device has a command_topic for 'lost'
                """);
        assertThat(sent).isEmpty();
    }

    /** And the database may be away when the command is to be written. */
    @Test
    void homeAssistantTellsWhereCommandsGo() throws Exception {
        group(
                "'template':'home-assistant','templateParams':{'states':'home/{topic+}'},"
                        + "'commands':[{'name':'relay'}]",
                "homes");
        agent.stores.devices.add(
                List.of(new Device(TestAgent.TENANT, "/", "homes", "p", TestAgent.json("{}"))));
        ask("p", "relay", "true");
        await(() -> agent.commands.all.size() == 1);
        assertThat(sent.poll(300, TimeUnit.MILLISECONDS)).as("nothing is known of it").isNull();
        hear(
                "homeassistant/switch/p/relay/config",
                "{\"cmd_t\":\"home/p/set\",\"dev\":{\"ids\":\"p\"}}".getBytes(UTF_8));
        assertThat(next().topic()).isEqualTo("home/p/set");
        var config = "{\"cmd_t\":\"home/p/put\",\"dev\":{\"ids\":\"p\"}}".getBytes(UTF_8);
        hear("homeassistant/switch/p/relay/config", config);
        agent.stores.configs.fail(2);
        ask("p", "relay", "false");
        await(agent.stores.configs::isBack);
        // As any message of the device: what waits for it is tried again.
        hear("homeassistant/switch/p/relay/config", config);
        assertThat(next().topic()).isEqualTo("home/p/put");
        check("p", "relay_status", "PENDING");
    }

    @Test
    void sparkplug() throws Exception {
        group("'template':'sparkplug-b','commands':[{'name':'Motor_On'},{'name':'Speed'}]", "g");
        var time = Instant.parse("2026-05-01T10:00:00Z");
        hear("spBv1.0/g/NBIRTH/e", SparkplugWriter.command("bdSeq", 4, IntNode.valueOf(1), time));
        hear(
                "spBv1.0/g/DBIRTH/e/d",
                SparkplugWriter.command(
                        "Motor/On", SparkplugValues.BOOLEAN, BooleanNode.FALSE, time));
        hear("spBv1.0/g/NDATA/other", SparkplugWriter.command("x", 4, IntNode.valueOf(1), time));
        assertThat(next().topic()).as("its birth is wanted").isEqualTo("spBv1.0/g/NCMD/other");
        ask("e:d", "Motor_On", "true");
        var downlink = next();
        var metric = SparkplugReader.read(downlink.payload()).metrics().getFirst();
        assertThat(downlink.topic()).isEqualTo("spBv1.0/g/DCMD/e/d");
        assertThat(metric.name()).isEqualTo("Motor/On");
        assertThat(metric.datatype()).isEqualTo(SparkplugValues.BOOLEAN);
        ask("e:d", "Speed", "2.5");
        assertThat(next().topic()).isEqualTo("spBv1.0/g/DCMD/e/d");
        hear(
                "spBv1.0/g/DDATA/e/d",
                SparkplugWriter.command(
                        "Motor/On", SparkplugValues.BOOLEAN, BooleanNode.TRUE, time));
        check("e:d", "Motor_On_status", "OK");
        check("e:d", "Motor_On_info", "true");
        check("e:d", "Speed_status", "PENDING");
        ask("e:d", "Motor_On", "\"fast\"");
        check("e:d", "Motor_On_status", "ERROR");
        check("e:d", "Motor_On_info", "Motor/On: expected a boolean, found STRING");
    }

    /** The apikey is elsewhere, and only a message of the device tells where its commands go. */
    @Test
    void topicsOfOperatorsTellWhereCommandsGo() throws Exception {
        group(
                "'template':'the-things-stack','topics':['v3/parking@city/devices/{device}/up']",
                "mine");
        play(
                "a",
                """
                << v3/parking@city/devices/a/up {"uplink_message":{}}
                ask open 1
                >> v3/parking@city/devices/a/down/push *
                """);
        // As after a start.
        agent.stores.devices.add(device("b"));
        ask("b", "open", "1");
        assertThat(next().topic()).isEqualTo("v3/parking@city/devices/b/down/push");
    }

    @Test
    void aCommandWaitsUntilItsTopicIsKnown() throws Exception {
        group(
                "'template':'chirpstack','topics':['application/{application}/device/{device}/event/{event}']",
                "mine");
        agent.stores.devices.add(device("a"));
        ask("a", "open", "1");
        await(() -> agent.commands.all.size() == 1);
        assertThat(sent.poll(500, TimeUnit.MILLISECONDS)).isNull();
        hear("application/17/device/a/event/up", "{\"object\":{\"t\":1}}".getBytes(UTF_8));
        assertThat(next().topic()).isEqualTo("application/17/device/a/command/down");
    }

    @Test
    void devicesThatTakeNoneSaySo() throws Exception {
        group("'template':'csv','templateParams':{'columns':'t'}", "lines");
        agent.stores.devices.add(
                List.of(new Device(TestAgent.TENANT, "/", "lines", "c", TestAgent.json("{}"))));
        ask("c", "open", "1");
        check("c", "open_status", "ERROR");
        check("c", "open_info", "devices that speak 'csv' take no commands over MQTT");
    }

    @Test
    void ownLanguagesUseOwnTopics() throws Exception {
        group("'template':'ultralight','topics':['plant/{device}']", "plant");
        play(
                "m",
                """
                << plant/m t|1
                ask open 1
                >> /plant/m/cmd m@open|1 qos 0
                """);
    }

    private static List<Device> device(String id) {
        return List.of(new Device(TestAgent.TENANT, "/", "mine", id, TestAgent.json("{}")));
    }

    private void group(String members, String apikey) {
        var commands = members.contains("'commands'") ? "" : ",'commands':[{'name':'open'}]";
        agent.group("", apikey, "{'entity_type':'Gate'," + members + commands + "}");
    }

    private void play(String device, String script) throws Exception {
        for (var line : script.lines().toList()) {
            var parts = new ArrayList<>(List.of(line.split(" ", 3)));
            switch (parts.getFirst()) {
                case "<<" ->
                        hear(
                                parts.get(1),
                                parts.get(2).replace("id\"", id() + "\"").getBytes(UTF_8));
                case "ask" -> ask(device, parts.get(1), parts.get(2));
                case ">>" -> expect(parts.get(1), parts.get(2));
                case "=" -> check(device, parts.get(1), parts.get(2));
                default -> throw new AssertionError(line);
            }
        }
    }

    private void hear(String topic, byte[] payload) throws Exception {
        var route = agent.topics.find(topic).orElseThrow();
        var message =
                new Incoming(
                        topic,
                        route.captures(),
                        payload,
                        Instant.now().truncatedTo(ChronoUnit.MICROS));
        var outcome =
                agent.readings.accept(Reading.of(route.value(), message)).get(10, TimeUnit.SECONDS);
        assertThat(outcome.refusals()).isEmpty();
    }

    private void ask(String device, String command, String json) {
        Asking.ask(agent, ++asked, "urn:ngsi-ld:Gate:" + device, command, json);
    }

    private Downlink next() throws InterruptedException {
        var downlink = sent.poll(PATIENCE, TimeUnit.SECONDS);
        assertThat(downlink).as("a message").isNotNull();
        return downlink;
    }

    private void expect(String topic, String rest) throws InterruptedException {
        var downlink = next();
        if (rest.equals("*")) {
            assertThat(downlink.topic()).isEqualTo(topic);
        } else {
            assertThat(Printed.downlink(downlink).replace(id(), "id"))
                    .isEqualTo(topic + " " + rest);
        }
        await(() -> agent.commands.all.getLast().sentAt() != null);
    }

    private String id() {
        return agent.commands.all.isEmpty() ? "id" : agent.commands.all.getLast().id().toString();
    }

    private void check(String device, String attribute, String expected) {
        await(() -> value(device, attribute).equals(expected), () -> value(device, attribute));
    }

    private static void await(BooleanSupplier condition) {
        await(condition, () -> "nothing");
    }

    private static void await(BooleanSupplier condition, Supplier<String> found) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("found %s", found.get()).isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }
    }

    private String value(String device, String attribute) {
        return agent.writer
                .find(TestAgent.TENANT, "urn:ngsi-ld:Gate:" + device)
                .flatMap(entity -> entity.instance(VOCABULARY + attribute, null))
                .map(a -> ((AttributeValue.Property) a.value()).value().asString())
                .map(text -> text.isEmpty() ? "null" : text)
                .orElse("none");
    }
}
