package city.auriga.demo;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What the command line asks for.
 *
 * @param rate readings a second
 * @param seconds how long; 0 until it is stopped
 * @param seed of readings that can be repeated; without it they follow the real time of day
 * @param url of the broker's HTTP port
 * @param mqtt URL of the MQTT broker
 */
record Options(int devices, int rate, int seconds, OptionalLong seed, String url, String mqtt) {

    static final String HELP =
            """
            ./auriga demo [options]   simulate a city against a running broker

            --devices N   how many devices (default 500)
            --rate N      readings a second, of all devices together (default 100)
            --seconds N   how long (default 60; 0: until Ctrl-C)
            --seed N      the same readings each time, of a simulated day that passes quickly
                          (default: of the real time of day in Santander)
            --url URL     HTTP port of the broker (default http://localhost:1026)
            --mqtt URL    MQTT broker (default tcp://localhost:1883)
            --help        this text
            """;

    private static final Map<String, String> DEFAULTS =
            Map.of(
                    "--devices", "500",
                    "--rate", "100",
                    "--seconds", "60",
                    "--seed", "",
                    "--url", "http://localhost:1026",
                    "--mqtt", "tcp://localhost:1883");

    /** Both {@code --name value} and {@code --name=value} are understood. */
    static Options parse(List<String> arguments) {
        var values = new HashMap<>(DEFAULTS);
        var rest = arguments.iterator();
        while (rest.hasNext()) {
            var option = rest.next().split("=", 2);
            var name = option[0];
            if (!DEFAULTS.containsKey(name)) {
                throw new DemoException(
                        "unknown option " + name + "; ./auriga demo --help shows all");
            }
            if (option.length == 1 && !rest.hasNext()) {
                throw new DemoException(name + " needs a value");
            }
            values.put(name, option.length == 1 ? rest.next() : option[1]);
        }
        return new Options(
                (int) number(values, "--devices", 1, 100_000),
                (int) number(values, "--rate", 1, 100_000),
                (int) number(values, "--seconds", 0, 1_000_000),
                values.getOrDefault("--seed", "").isEmpty()
                        ? OptionalLong.empty()
                        : OptionalLong.of(number(values, "--seed", 0, Long.MAX_VALUE)),
                address(values, "--url", "http", "https"),
                address(values, "--mqtt", "tcp", "ssl"));
    }

    /** Until it is stopped. */
    boolean endless() {
        return seconds == 0;
    }

    long readings() {
        return (long) seconds * rate;
    }

    private static long number(Map<String, String> values, String name, long least, long most) {
        var text = values.getOrDefault(name, "");
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // told below
        }
        throw new DemoException(
                "%s: a whole number from %d to %d, not '%s'".formatted(name, least, most, text));
    }

    private static String address(Map<String, String> values, String name, String... schemes) {
        var text = values.getOrDefault(name, "").replaceAll("/+$", "");
        try {
            var uri = URI.create(text);
            if (List.of(schemes).contains(uri.getScheme()) && uri.getHost() != null) {
                return text;
            }
        } catch (IllegalArgumentException _) {
            // told below
        }
        throw new DemoException("%s: %s://host:port, not '%s'".formatted(name, schemes[0], text));
    }
}
