package city.auriga.demo.load;

import java.time.Duration;

/**
 * Which changes to make over HTTP, and how many subscriptions are told of each.
 *
 * @param tenant of its own, and empty before
 * @param rate changes a second; 0 for as many as the subscribers take
 * @param receiver port for notifications
 */
record ChangePlan(
        String host,
        int port,
        String tenant,
        int subscribers,
        int connections,
        int rate,
        int receiver,
        Duration warmUp,
        Duration counted) {
    private static final int OF_ONE = 500;
    private static final int OF_ALL = 5000;

    /** {@code host port tenant subscribers connections rate receiver warm-up seconds}. */
    static ChangePlan parse(String[] arguments) {
        return new ChangePlan(
                arguments[0],
                Integer.parseInt(arguments[1]),
                arguments[2],
                Integer.parseInt(arguments[3]),
                Integer.parseInt(arguments[4]),
                Integer.parseInt(arguments[5]),
                Integer.parseInt(arguments[6]),
                Duration.ofSeconds(Integer.parseInt(arguments[7])),
                Duration.ofSeconds(Integer.parseInt(arguments[8])));
    }

    /** How long after the start a change is due. */
    long due(long change) {
        return Math.round(change * 1e9 / rate);
    }

    /**
     * How many notifications may be on their way: enough that no subscriber waits for changes, and
     * half of what the broker keeps in memory.
     */
    int onTheirWay() {
        return Math.min(subscribers * OF_ONE, OF_ALL);
    }
}
