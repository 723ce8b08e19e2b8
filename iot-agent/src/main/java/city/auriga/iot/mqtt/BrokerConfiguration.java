package city.auriga.iot.mqtt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The configuration file of the embedded broker: nothing is sent home, no topic aliases. */
final class BrokerConfiguration {
    private BrokerConfiguration() {}

    static void write(MqttSettings settings, Path file) throws IOException {
        Files.writeString(
                file,
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <hivemq>
                    <listeners>
                        <tcp-listener>
                            <port>%d</port>
                            <bind-address>%s</bind-address>
                        </tcp-listener>
                    </listeners>
                    <mqtt>
                        <topic-alias><enabled>false</enabled></topic-alias>
                        <packets><max-packet-size>%d</max-packet-size></packets>
                        <receive-maximum><server-receive-maximum>%d</server-receive-maximum></receive-maximum>
                    </mqtt>
                    <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
                    <persistence><mode>%s</mode></persistence>
                </hivemq>
                """
                        .formatted(
                                settings.port(),
                                settings.bind(),
                                settings.maxPacket(),
                                settings.window(),
                                settings.persistence() ? "file" : "in-memory"));
    }
}
