package city.auriga.demo.load;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Creates or deletes subscriptions that no update of {@code bench/wrk} matches. */
public final class SubscriptionLoad {
    private static final String PATH = "/ngsi-ld/v1/subscriptions";
    private static final List<String> TYPES =
            List.of("AirQualityObserved", "ParkingSpot", "Streetlight", "Vehicle");

    private SubscriptionLoad() {}

    /**
     * Prints {@code result <microseconds> <requests that failed>}.
     *
     * @param arguments {@code host port connections POST|DELETE from to}: the subscriptions from
     *     one number to another, which is left out
     */
    public static void main(String[] arguments) throws InterruptedException, ExecutionException {
        var host = arguments[0];
        int port = Integer.parseInt(arguments[1]);
        var method = arguments[3];
        var next = new AtomicInteger(Integer.parseInt(arguments[4]));
        int to = Integer.parseInt(arguments[5]);
        Callable<Integer> client =
                () -> {
                    try (var connection = new HttpConnection(host, port, "")) {
                        return send(connection, method, next, to);
                    }
                };
        long start = System.nanoTime();
        int failed = 0;
        var clients = Stream.generate(() -> client).limit(Integer.parseInt(arguments[2])).toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> each : threads.invokeAll(clients)) {
                failed += each.get();
            }
        }
        System.out.printf("result %d %d%n", (System.nanoTime() - start) / 1_000, failed);
    }

    private static int send(HttpConnection connection, String method, AtomicInteger next, int to)
            throws IOException {
        int failed = 0;
        for (int n = next.getAndIncrement(); n < to; n = next.getAndIncrement()) {
            int status =
                    method.equals("POST")
                            ? connection.send(method, PATH, subscription(n))
                            : connection.send(method, PATH + '/' + id(n), "");
            failed += status / 100 == 2 ? 0 : 1;
        }
        return failed;
    }

    private static String id(int number) {
        return "urn:ngsi-ld:Subscription:bench:%06d".formatted(number);
    }

    /** Of three, one wants another type, one another entity, and one another attribute. */
    static String subscription(int number) {
        var type = TYPES.get(number / 3 % TYPES.size());
        var wanted =
                switch (number % 3) {
                    case 0 -> "\"entities\":[{\"type\":\"Unseen%d\"}]".formatted(number);
                    case 1 ->
                            "\"entities\":[{\"id\":\"urn:ngsi-ld:%s:elsewhere:%06d\",\"type\":\"%s\"}]"
                                    .formatted(type, number, type);
                    default ->
                            "\"entities\":[{\"type\":\"%s\"}],\"watchedAttributes\":[\"temperature\"]"
                                    .formatted(type);
                };
        return "{\"id\":\"%s\",\"type\":\"Subscription\",%s,\"notification\":{\"endpoint\":{\"uri\":\"http://127.0.0.1:9/\"}}}"
                .formatted(id(number), wanted);
    }
}
