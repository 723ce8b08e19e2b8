package city.auriga.iot.device;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.jsonld.Context;
import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.jsonld.ProcessedContexts;
import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.AttributeChange;
import city.auriga.core.mutation.EntityChange;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.iot.reading.TestAgent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

class TimelyContextsTest {
    private static final Tenant CITY = new Tenant("city");
    private static final Tenant DEAD = new Tenant("dead");

    private final Map<String, Integer> asked = new ConcurrentHashMap<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final TimelyContexts contexts =
            new TimelyContexts(this::load, TestAgent::untilItEndsOrWaits);

    /** By the end of the name: there, away, after some time, or never. */
    private Context load(Tenant tenant, JsonNode value) {
        var url = value.stringValue();
        asked.merge(url, 1, Integer::sum);
        if (url.contains("never")) {
            await(end);
        }
        if (!url.contains("there")) {
            throw new NgsiLdException(Problem.LD_CONTEXT_NOT_AVAILABLE, url);
        }
        return ContextParser.core();
    }

    @AfterEach
    void answer() {
        end.countDown();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = " ; ",
            textBlock =
                    """
                    there, twice             ; there there                 ; + +
                    gone, twice              ; gone there gone             ; - + -
                    one that never answers   ; never there                 ; - +
                    it and others            ; never1 never2 there1 there2 ; - - + +
                    """)
    void comeOrDoNot(String why, String urls, String expected) {
        var pass = contexts.quick();
        var came = List.of(urls.split(" ")).stream().map(url -> come(pass, CITY, url)).toList();
        assertThat(String.join(" ", came)).as(why).isEqualTo(expected);
        assertThat(asked.values()).allMatch(times -> times == 1);
    }

    @Test
    void ofOneTenantDoNotTakeTheTimeOfOthers() {
        long begin = System.nanoTime();
        for (int round = 0; round < 3; round++) {
            var pass = contexts.quick();
            for (int i = 0; i < 100; i++) {
                assertThat(come(pass, DEAD, "never" + i)).isEqualTo("-");
                assertThat(come(pass, CITY, "there" + i)).isEqualTo("+");
            }
        }
        // Each by itself would take 90 s.
        assertThat(since(begin)).isLessThan(Duration.ofSeconds(20));
        assertThat(asked.keySet().stream().filter(url -> url.startsWith("never")))
                .as("in the background")
                .hasSizeLessThanOrEqualTo(8);
    }

    @Test
    void thatFailedAreNotAskedForAgainAtOnce() {
        assertThat(come(contexts.quick(), CITY, "gone")).isEqualTo("-");
        assertThat(come(contexts.quick(), CITY, "gone")).isEqualTo("-");
        assertThat(asked).containsEntry("gone", 1);
    }

    /** What all tenants declare is read by each who provisions, and before the start. */
    @Test
    void thatCannotBeHadHoldUpNobody() {
        try (var agent = new TestAgent()) {
            agent.contexts = this::load;
            for (int i = 0; i < 100; i++) {
                agent.group(DEAD, "/iot/json", "dead" + i, lamps("never" + i));
            }
            agent.group("/iot/json", "lamps", lamps("there"));
            long begin = System.nanoTime();
            agent.names.start();
            agent.lazy.start();
            agent.names.load();
            agent.lazy.load();
            // Each by itself would take two minutes.
            assertThat(since(begin)).isLessThan(Duration.ofSeconds(20));
            assertThat(agent.names.match(change(CITY, "open"))).isNotEmpty();
            assertThat(agent.names.match(change(CITY, "shut"))).as("sure").isEmpty();
            assertThat(agent.names.match(change(DEAD, "shut"))).as("not sure").isNotEmpty();
        }
    }

    private static String lamps(String context) {
        return "{'entity_type':'Lamp','jsonldContext':'"
                + context
                + "','commands':[{'name':'open'}],'lazy':[{'name':'battery'}],"
                + "'attributes':[{'name':'level','reverse':[{'object_id':'l'}]}]}";
    }

    private static EntityChange change(Tenant tenant, String name) {
        var now = Instant.parse("2026-05-01T10:00:00Z");
        var value =
                Attribute.of(
                        new AttributeValue.Property(JsonNodeFactory.instance.stringNode("x")), now);
        return new EntityChange(
                tenant,
                EntityId.parse("urn:ngsi-ld:Lamp:1", "id"),
                null,
                null,
                List.of(
                        new AttributeChange(
                                "https://uri.etsi.org/ngsi-ld/default-context/" + name,
                                null,
                                value)),
                false,
                now);
    }

    private static String come(ProcessedContexts pass, Tenant tenant, String url) {
        try {
            pass.get(tenant, JsonNodeFactory.instance.stringNode(url));
            return "+";
        } catch (NgsiLdException e) {
            assertThat(e.problem()).isEqualTo(Problem.LD_CONTEXT_NOT_AVAILABLE);
            return "-";
        }
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
