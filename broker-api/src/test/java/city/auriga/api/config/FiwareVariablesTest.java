package city.auriga.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiwareVariablesTest {
    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    IOTA_NORTH_PORT=4051                                     -> auriga.http.north-port=4051
                    IOTA_HTTP_PORT=7897                                      -> auriga.http.south-port=7897
                    IOTA_HTTP_PORT=7897 AURIGA_HTTP_SOUTH_PORT=1             ->
                    IOTA_MQTT_HOST=mosquitto                                 -> auriga.mqtt.url=tcp://mosquitto:1883
                    IOTA_MQTT_HOST=m IOTA_MQTT_PORT=1884                     -> auriga.mqtt.url=tcp://m:1884
                    IOTA_MQTT_HOST=m IOTA_MQTT_PROTOCOL=mqtts                -> auriga.mqtt.url=ssl://m:8883
                    IOTA_MQTT_HOST=m IOTA_MQTT_PROTOCOL=                     -> auriga.mqtt.url=tcp://m:1883
                    IOTA_MQTT_HOST=m IOTA_MQTT_PROTOCOL=tls                  -> auriga.mqtt.url=ssl://m:8883
                    IOTA_MQTT_HOST=m IOTA_MQTT_PROTOCOL=ws                   -> auriga.mqtt.url=ws://m:80
                    IOTA_MQTT_HOST=m IOTA_MQTT_PROTOCOL=ws IOTA_MQTT_PORT=9001 -> auriga.mqtt.url=ws://m:9001
                    IOTA_MQTT_HOST=m IOTA_MQTT_PROTOCOL=WSS                  -> auriga.mqtt.url=wss://m:443
                    IOTA_MQTT_HOST=m IOTA_MQTT_PROTOCOL=amqps                -> auriga.mqtt.url=amqps://m:1883
                    IOTA_MQTT_HOST=m AURIGA_MQTT_URL=tcp://n:1               ->
                    IOTA_MQTT_USERNAME=u IOTA_MQTT_PASSWORD=p                -> auriga.mqtt.password=p auriga.mqtt.user=u
                    IOTA_MQTT_PASSWORD=p AURIGA_MQTT_PASSWORD_FILE=/dev/null -> auriga.mqtt.password=
                    IOTA_MQTT_CA=/a IOTA_MQTT_CERT=/b IOTA_MQTT_KEY=/c       -> auriga.mqtt.ca=/a auriga.mqtt.certificate=/b auriga.mqtt.key=/c
                    IOTA_MQTT_KEEPALIVE=30 IOTA_MQTT_QOS=2                   -> auriga.iot.command-qos=2 auriga.mqtt.keep-alive=30s
                    IOTA_MQTT_RETAIN=true                                    -> auriga.iot.command-retain=true
                    IOTA_MQTT_RETAIN=true AURIGA_IOT_COMMAND_RETAIN=false    ->
                    IOTA_MQTT_KEEPALIVE=0                                    -> auriga.mqtt.keep-alive=65535s
                    IOTA_MQTT_AVOID_LEADING_SLASH=true                       -> auriga.iot.avoid-leading-slash=true
                    IOTA_MQTT_DISABLED=true                                  -> auriga.mqtt.port=0
                    IOTA_MQTT_DISABLED=TRUE IOTA_MQTT_HOST=mosquitto         -> auriga.mqtt.port=0
                    IOTA_MQTT_DISABLED=false                                 ->
                    IOTA_EXPRESS_LIMIT=1.5mb                                 -> auriga.iot.max-body=1572864
                    IOTA_EXPRESS_LIMIT=200000                                -> auriga.iot.max-body=200000
                    IOTA_POLLING_EXPIRATION=20000                            -> auriga.iot.command-poll-expiry=20000ms
                    IOTA_EXPRESS_LIMIT=2mb IOTA_LOG_LEVEL=FATAL              -> auriga.iot.max-body=2097152 auriga.log.level=ERROR
                    IOTA_EXPRESS_LIMIT=many IOTA_LOG_LEVEL=DEBUG             -> auriga.iot.max-body=many auriga.log.level=DEBUG
                    IOTA_STORE_LAST_MEASURE=true                              -> auriga.iot.default-store-last-measure=true
                    IOTA_LD_SUPPORT_DATA_TYPE=valueType                      -> auriga.iot.default-data-type=valueType
                    IOTA_TIMESTAMP=false IOTA_EXPLICIT_ATTRS=true            -> auriga.iot.default-explicit-attrs=true auriga.iot.default-timestamp=false
                    IOTA_DEFAULT_ENTITY_NAME_CONJUNCTION=- IOTA_DEFAULT_TRANSPORT=HTTP -> auriga.iot.default-entity-name-conjunction=- auriga.iot.default-transport=HTTP
                    IOTA_FALLBACK_TENANT=t IOTA_FALLBACK_PATH=/p             -> auriga.iot.fallback-path=/p auriga.iot.fallback-tenant=t
                    IOTA_MONGO_HOST=mongo                                    ->
                    """)
    void meanTheSame(String variables, String settings) {
        var environment =
                Arrays.stream(variables.split(" "))
                        .map(pair -> pair.split("=", 2))
                        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        assertThat(show(SettingsFromEnvironment.read(environment)))
                .isEqualTo(settings == null ? "" : settings);
    }

    private static String show(Map<String, Object> settings) {
        return new TreeMap<>(settings)
                .entrySet().stream().map(Object::toString).collect(Collectors.joining(" "));
    }
}
