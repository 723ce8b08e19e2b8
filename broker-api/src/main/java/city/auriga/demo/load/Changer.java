package city.auriga.demo.load;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One connection that changes entities. Each change has a number, counted from 0 over all
 * connections, and the number is the new value; what is less than 0 is there before.
 */
final class Changer implements Callable<Changer.Made> {
    static final int BATCH = 20;
    static final int ENTITIES = 1000;
    static final String TYPE = "Measured";
    static final String ATTRIBUTE = "reading";

    private final ChangePlan plan;
    private final Period period;
    private final int number;
    private final AtomicInteger next;
    private final Semaphore onTheirWay;

    /**
     * @param number of this connection
     * @param next the number of the next change that nobody has taken
     * @param onTheirWay a permit for each notification that may be caused now
     */
    Changer(ChangePlan plan, Period period, int number, AtomicInteger next, Semaphore onTheirWay) {
        this.plan = plan;
        this.period = period;
        this.number = number;
        this.next = next;
        this.onTheirWay = onTheirWay;
    }

    /** How many changes were acknowledged, and how many were not. */
    record Made(long changes, long failed) {
        Made plus(Made other) {
            return new Made(changes + other.changes, failed + other.failed);
        }
    }

    @Override
    public Made call() throws IOException, InterruptedException {
        try (var connection = new HttpConnection(plan.host(), plan.port(), plan.tenant())) {
            return plan.rate() == 0 ? asTaken(connection) : atRate(connection);
        }
    }

    private Made asTaken(HttpConnection connection) throws IOException, InterruptedException {
        var made = new Made(0, 0);
        int caused = BATCH * plan.subscribers();
        while (onTheirWay.tryAcquire(
                caused, period.end() - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            if (System.nanoTime() >= period.end()) {
                return made;
            }
            made = made.plus(upsert(connection, next.getAndAdd(BATCH)));
        }
        return made;
    }

    private Made atRate(HttpConnection connection) throws IOException, InterruptedException {
        var made = new Made(0, 0);
        for (int change = number; dueAt(change) < period.end(); change += plan.connections()) {
            TimeUnit.NANOSECONDS.sleep(dueAt(change) - System.nanoTime());
            var path = "/ngsi-ld/v1/entities/%s/attrs/%s".formatted(id(change), ATTRIBUTE);
            int status = connection.send("PATCH", path, "{\"value\":" + change + "}");
            made = made.plus(status == 204 ? new Made(1, 0) : new Made(0, 1));
        }
        return made;
    }

    private long dueAt(int change) {
        return period.start() + plan.due(change);
    }

    /** Creates the first of the entities; returns the status of the answer. */
    static int create(HttpConnection connection) throws IOException {
        return connection.send("POST", "/ngsi-ld/v1/entities", entity(-ENTITIES));
    }

    /** Changes as many entities as a batch has, and creates those that are not there. */
    static Made upsert(HttpConnection connection, int first) throws IOException {
        var batch =
                IntStream.range(first, first + BATCH)
                        .mapToObj(Changer::entity)
                        .collect(Collectors.joining(",", "[", "]"));
        int status = connection.send("POST", "/ngsi-ld/v1/entityOperations/upsert", batch);
        return status == 201 || status == 204 ? new Made(BATCH, 0) : new Made(0, BATCH);
    }

    private static String entity(int change) {
        return "{\"id\":\"%s\",\"type\":\"%s\",\"%s\":{\"type\":\"Property\",\"value\":%d}}"
                .formatted(id(change), TYPE, ATTRIBUTE, change);
    }

    private static String id(int change) {
        return "urn:ngsi-ld:%s:%04d".formatted(TYPE, Math.floorMod(change, ENTITIES));
    }
}
