package city.auriga.iot.command;

import city.auriga.iot.device.Sender;
import java.util.List;
import java.util.Optional;

/** The ways there are, the more special ones first. */
public record CommandWays(List<CommandWay> ways) {
    public CommandWays {
        ways = List.copyOf(ways);
    }

    /** Empty if the device fetches its commands. */
    Optional<CommandWay> of(Sender sender) {
        return ways.stream().filter(way -> way.serves(sender)).findFirst();
    }
}
