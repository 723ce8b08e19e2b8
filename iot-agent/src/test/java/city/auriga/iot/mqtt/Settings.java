package city.auriga.iot.mqtt;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Settings as an operator would give them, by their names. */
final class Settings {
    private Settings() {}

    static MqttSettings of(String... namesAndValues) {
        var properties = new HashMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.put("auriga.mqtt." + namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Binder(new MapConfigurationPropertySource(Map.copyOf(properties)))
                .bindOrCreate("auriga.mqtt", MqttSettings.class);
    }
}
