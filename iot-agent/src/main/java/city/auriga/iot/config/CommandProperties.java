package city.auriga.iot.config;

import city.auriga.core.device.DeviceCommand.State;
import city.auriga.iot.command.CommandSettings;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How commands are sent to devices. Each is an environment variable {@code AURIGA_IOT_…} too.
 *
 * @param commandExpiry how long a command is tried and its answer waited for, where neither device
 *     nor group say
 * @param commandPollExpiry the same where the device fetches its commands
 * @param commandExpired what Entities show of a command that has expired: EXPIRED, or ERROR as with
 *     FIWARE's agents
 * @param commandQos of commands over MQTT that do not say, and of values that devices ask for
 * @param commandRetain whether an MQTT broker keeps commands that do not say, for those who
 *     subscribe later
 * @param commandPollSeparator between the commands that a device fetches as UltraLight: {@code #},
 *     or {@code |} as FIWARE's agent has it
 * @param avoidLeadingSlash whether topics of commands and values begin without a slash
 * @param endpointTimeout for the answer of a device that takes commands over HTTP
 * @param commandRetention how long a command that has ended can be seen
 */
@ConfigurationProperties("auriga.iot")
public record CommandProperties(
        @DefaultValue("24h") Duration commandExpiry,
        @DefaultValue("1h") Duration commandPollExpiry,
        @DefaultValue("EXPIRED") State commandExpired,
        @DefaultValue("1") int commandQos,
        @DefaultValue("false") boolean commandRetain,
        @DefaultValue("#") String commandPollSeparator,
        @DefaultValue("false") boolean avoidLeadingSlash,
        @DefaultValue("10s") Duration endpointTimeout,
        @DefaultValue("7d") Duration commandRetention) {

    public CommandProperties {
        require(
                commandExpiry.isPositive() && commandPollExpiry.isPositive(),
                "command-expiry: more than nothing");
        require(
                commandExpired == State.EXPIRED || commandExpired == State.ERROR,
                "command-expired: EXPIRED or ERROR");
        require(commandQos >= 0 && commandQos <= 2, "command-qos: 0 to 2");
        require(
                commandPollSeparator.equals("#") || commandPollSeparator.equals("|"),
                "command-poll-separator: # or |");
        require(endpointTimeout.isPositive(), "endpoint-timeout: more than nothing");
        require(!commandRetention.isNegative(), "command-retention: not negative");
    }

    CommandSettings settings() {
        return new CommandSettings(
                commandExpiry,
                commandPollExpiry,
                commandQos,
                commandRetain,
                !avoidLeadingSlash,
                endpointTimeout,
                commandRetention);
    }

    private static void require(boolean condition, String rule) {
        if (!condition) {
            throw new IllegalArgumentException("auriga.iot." + rule);
        }
    }
}
