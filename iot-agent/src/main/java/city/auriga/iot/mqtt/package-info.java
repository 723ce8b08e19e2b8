/**
 * Readings over MQTT: the embedded broker with the gate that holds back acknowledgements, and the
 * client of an external broker. Must not know what a payload means.
 */
@NullMarked
package city.auriga.iot.mqtt;

import org.jspecify.annotations.NullMarked;
