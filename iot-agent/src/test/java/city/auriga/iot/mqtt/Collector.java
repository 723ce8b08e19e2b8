package city.auriga.iot.mqtt;

import java.util.List;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** Notes the topics that arrive. */
record Collector(List<String> topics) implements MqttCallback {
    @Override
    public void messageArrived(String topic, MqttMessage message) {
        topics.add(topic);
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {}

    @Override
    public void mqttErrorOccurred(MqttException exception) {}

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String url) {}

    @Override
    public void authPacketArrived(int reason, MqttProperties properties) {}
}
