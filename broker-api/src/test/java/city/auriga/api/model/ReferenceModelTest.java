package city.auriga.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.Api;
import city.auriga.api.RunningAuriga;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Valid requests of every kind, to several tenants at once that hold Entities of the same names:
 * the broker answers each as the model does.
 */
@ExtendWith(RunningAuriga.class)
class ReferenceModelTest {
    /** {@code -Dauriga.model.seed=…} repeats a run, or tries another one. */
    private static final long SEED = Long.getLong("auriga.model.seed", 20_260_601);

    private static final int REQUESTS = Integer.getInteger("auriga.model.requests", 10_000);
    private static final int TENANTS = 8;

    @Test
    void theBrokerAnswersAsTheModelDoes() throws InterruptedException, ExecutionException {
        var differences = new ArrayList<String>();
        try (var threads = Executors.newFixedThreadPool(TENANTS)) {
            var runs = IntStream.range(0, TENANTS).mapToObj(ReferenceModelTest::run).toList();
            for (var run : threads.invokeAll(runs)) {
                run.get().ifPresent(differences::add);
            }
        }
        assertThat(differences).as("seed %s", SEED).isEqualTo(List.of());
    }

    private static Callable<Optional<String>> run(int number) {
        var api = Api.ofDefaultTenant().with("NGSILD-Tenant", RunningAuriga.newTenant());
        return () -> firstDifference(api, new Chance(SEED * TENANTS + number));
    }

    private static Optional<String> firstDifference(Api api, Chance chance) {
        var tenant = new ModelTenant();
        var history = new History();
        var writes = new SomeWrites(chance, tenant);
        var reads = new SomeReads(chance);
        for (int i = 0; i < REQUESTS / TENANTS; i++) {
            var request = chance.of(50) ? writes.next() : reads.next();
            var expected = tenant.answer(request);
            var difference = Difference.of(expected, request.send(api));
            if (difference.isPresent()) {
                return Optional.of(
                        request
                                + "\n"
                                + difference.get()
                                + "\nafter"
                                + history.about(request, difference.get()));
            }
            history.add(request, tenant);
        }
        return Optional.empty();
    }
}
