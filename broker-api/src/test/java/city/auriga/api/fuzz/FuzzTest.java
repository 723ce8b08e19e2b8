package city.auriga.api.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.RunningAuriga;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Thousands of broken requests to every operation, the same in each run. None makes the broker
 * fail, and what is known to be invalid is refused with a document that names it.
 */
@ExtendWith(RunningAuriga.class)
class FuzzTest {
    private static final long SEED = 20_260_501;
    private static final String TENANT = RunningAuriga.newTenant();

    /**
     * How many of each way to break a request, so that the whole takes a minute at most; {@code
     * -Dauriga.fuzz=10000} tries all.
     */
    private static final int MUTATIONS = Integer.getInteger("auriga.fuzz", 75);

    static List<Template> templates() {
        return Templates.of(TENANT);
    }

    @ParameterizedTest
    @MethodSource("templates")
    void brokenRequestsAreRefusedAndNothingFails(Template template) {
        prepare(template);
        var whole = template.request().send();
        assertThat(whole.status()).as("%s: %s", template.request(), whole.text()).isLessThan(300);
        prepare(template);
        var faults = new ArrayList<String>();
        for (var mutation : mutations(template)) {
            var answer = mutation.request().send();
            Verdict.of(mutation, answer, template.isNgsiLd()).ifPresent(faults::add);
            if (answer.status() < 300) {
                prepare(template);
            }
        }
        assertThat(faults).isEqualTo(List.of());
        assertThatEverythingCanBeRead();
    }

    @Test
    void thereAreTenThousandOfThem() {
        int count = templates().stream().mapToInt(template -> mutations(template).size()).sum();
        assertThat(count).isGreaterThan(10_000);
    }

    /** Whatever was taken must not break a later answer. */
    private static void assertThatEverythingCanBeRead() {
        for (var request : QueryTemplates.everything(TENANT)) {
            var answer = request.send();
            assertThat(answer.status()).as("%s: %s", request, answer.text()).isEqualTo(200);
            assertThat(answer.json().isContainer()).isTrue();
        }
    }

    private static List<Mutation> mutations(Template template) {
        var random = new Random(SEED + template.name().hashCode());
        var all = new ArrayList<Mutation>();
        if (template.body().isPresent()) {
            all.addAll(some(BodyMutations.of(template, random), random));
            all.addAll(some(TextMutations.of(template, random), random));
        }
        all.addAll(some(ParameterMutations.of(template), random));
        all.addAll(some(HttpMutations.of(template), random));
        return all;
    }

    private static List<Mutation> some(List<Mutation> mutations, Random random) {
        Collections.shuffle(mutations, random);
        return mutations.subList(0, Math.min(MUTATIONS, mutations.size()));
    }

    private static void prepare(Template template) {
        template.preparations().forEach(Request::send);
    }
}
