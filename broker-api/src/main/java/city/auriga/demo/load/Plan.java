package city.auriga.demo.load;

import java.time.Duration;

/**
 * What to publish, and when.
 *
 * @param rate readings a second of all connections; 0 for as many as are acknowledged
 * @param receiver port for notifications; 0 for none
 * @param window the most that one connection publishes before the first of them is acknowledged
 */
record Plan(
        String host,
        int port,
        String apikey,
        int devices,
        int connections,
        int rate,
        int receiver,
        int window,
        Period period) {

    /** {@code host port apikey devices connections rate receiver window warm-up seconds}. */
    static Plan parse(String[] arguments) {
        return new Plan(
                arguments[0],
                Integer.parseInt(arguments[1]),
                arguments[2],
                Integer.parseInt(arguments[3]),
                Integer.parseInt(arguments[4]),
                Integer.parseInt(arguments[5]),
                Integer.parseInt(arguments[6]),
                Integer.parseInt(arguments[7]),
                Period.begin(
                        Duration.ofSeconds(Integer.parseInt(arguments[8])),
                        Duration.ofSeconds(Integer.parseInt(arguments[9]))));
    }

    /** How many readings one connection should have published by now. */
    long due(long now) {
        return rate == 0
                ? Long.MAX_VALUE
                : (long) ((now - period.start()) * 1e-9 * rate / connections);
    }
}
