package city.auriga.iot.device;

import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.iot.expression.TextTemplate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The commands of a device, its own and those of its group, and how it gets them.
 *
 * @param endpoint URL where it takes them over HTTP; null if it has none
 * @param expiry how long they are tried; null for that of the settings
 */
public record CommandProfile(
        Address address,
        List<CommandRule> rules,
        Way way,
        @Nullable TextTemplate endpoint,
        Naming naming,
        @Nullable Duration expiry) {
    public CommandProfile {
        rules = List.copyOf(rules);
    }

    /** How commands come to a device. */
    public enum Way {
        /** On its topic of an MQTT broker. */
        MQTT,
        /** By a request to it. */
        PUSH,
        /** It asks for them. */
        POLL
    }

    /** What the Attributes are called that tell of a command. */
    public enum Naming {
        FIWARE,
        ETSI,
        BOTH;

        public List<String> status(String command) {
            return names(command, "_status", "-STATUS");
        }

        public List<String> info(String command) {
            return names(command, "_info", "-RESULT");
        }

        /** The Attribute that lists the commands, if there is one. */
        Optional<String> list() {
            return this == FIWARE ? Optional.empty() : Optional.of("commands");
        }

        private List<String> names(String command, String fiware, String etsi) {
            return switch (this) {
                case FIWARE -> List.of(command + fiware);
                case ETSI -> List.of(command + etsi);
                case BOTH -> List.of(command + fiware, command + etsi);
            };
        }
    }

    public Optional<CommandRule> find(String command) {
        return rules.stream().filter(rule -> rule.name().equals(command)).findFirst();
    }
}
