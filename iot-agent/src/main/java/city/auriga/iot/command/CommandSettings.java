package city.auriga.iot.command;

import city.auriga.iot.device.CommandProfile;
import city.auriga.iot.device.CommandProfile.Way;
import java.time.Duration;
import java.util.Objects;

/**
 * How commands are sent.
 *
 * @param expiry how long one is tried, and its answer waited for
 * @param pollExpiry the same where the device fetches it
 * @param qos over MQTT where the command does not say
 * @param retain whether an MQTT broker keeps a command that does not say
 * @param leadingSlash whether topics of commands begin with a slash
 * @param timeout for the answer of a device over HTTP
 * @param retention how long one that has ended can be seen
 */
public record CommandSettings(
        Duration expiry,
        Duration pollExpiry,
        int qos,
        boolean retain,
        boolean leadingSlash,
        Duration timeout,
        Duration retention) {

    Duration expiry(CommandProfile commands) {
        return Objects.requireNonNullElse(
                commands.expiry(), commands.way() == Way.POLL ? pollExpiry : expiry);
    }
}
