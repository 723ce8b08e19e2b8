package city.auriga.iot.device;

import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.iot.expression.TextTemplate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The commands of a device, its own and those of its group, and how it gets them.
 *
 * @param reversed what changes of Attributes become: nobody can ask for it by name, and no Entity
 *     shows what becomes of it
 * @param endpoint URL where it takes them over HTTP; null if it has none
 * @param expiry how long they are tried; null for that of the settings
 * @param enveloped whether in JSON the id goes with a command, and comes with its answer
 */
public record CommandProfile(
        Address address,
        List<CommandRule> rules,
        List<CommandRule> reversed,
        Way way,
        @Nullable TextTemplate endpoint,
        Naming naming,
        @Nullable Duration expiry,
        boolean enveloped) {
    public CommandProfile {
        rules = List.copyOf(rules);
        reversed = List.copyOf(reversed);
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

    /** Those that are declared, and those that changes of Attributes become. */
    public List<CommandRule> all() {
        return reversed.isEmpty()
                ? rules
                : Stream.concat(rules.stream(), reversed.stream()).toList();
    }

    public Optional<CommandRule> find(String command) {
        return all().stream().filter(rule -> rule.name().equals(command)).findFirst();
    }

    /** Whether it is only what a change becomes, so that no Entity shows it. */
    public boolean isReversed(String command) {
        return rules.stream().noneMatch(rule -> rule.name().equals(command))
                && reversed.stream().anyMatch(rule -> rule.name().equals(command));
    }
}
