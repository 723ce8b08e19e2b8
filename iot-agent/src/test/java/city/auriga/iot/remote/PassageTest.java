package city.auriga.iot.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import city.auriga.core.device.DeadLetter;
import city.auriga.core.device.Spool.Row;
import city.auriga.core.device.Spool.Wanted;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.iot.reading.InMemoryStores;
import city.auriga.iot.remote.BrokerClient.Answer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Time stands still but for pauses. */
class PassageTest {
    private static final Tenant CITY = new Tenant("city");
    private static final Duration GIVE_UP = Duration.ofHours(24);
    private static final int NONE = -1;
    private static final JsonMapper JSON = new JsonMapper();

    private final InMemorySpool spool = new InMemorySpool();
    private final InMemoryStores.Letterbox letters = new InMemoryStores().letters;
    private final AtomicLong now = new AtomicLong();

    /** Ids of Entities with which the broker fails, with all of a request or with them alone. */
    private final Set<String> bad = new HashSet<>();

    /** A value with which it fails, and one with which it does so once. */
    private int badValue = NONE;

    private int unlucky = NONE;
    private boolean failsAsAWhole = true;
    private @Nullable Answer answer;
    private final List<List<String>> requests = new ArrayList<>();
    private final Map<String, List<Integer>> taken = new HashMap<>();
    private Passage passage = passage(false);

    private Passage passage(boolean everyValue) {
        var settings =
                new ForwardSettings(
                        500,
                        everyValue,
                        new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30)),
                        new Backoff(Duration.ofMillis(200), Duration.ofMinutes(5)),
                        GIVE_UP,
                        Duration.ofDays(90),
                        Duration.ofMillis(250),
                        100);
        var metrics = new SpoolMetrics(new SimpleMeterRegistry());
        var clock = InstantSource.fixed(Instant.parse("2026-05-01T12:00:00Z"));
        var settlement =
                new Settlement(
                        spool,
                        new RefusedWrites(letters, 100),
                        metrics,
                        settings.remember(),
                        clock);
        var suspects = new Suspects(settings.entityPauses(), settings.giveUp(), now::get);
        var shipping = new Shipping(CITY, suspects, this::upsert, settlement, metrics, clock);
        var shells =
                new ShellShipping(
                        CITY, spool, this::upsert, settings, settlement, metrics, clock, now::get);
        return new Passage(CITY, spool, settings, shipping, shells, suspects, now::get);
    }

    private Answer upsert(Tenant tenant, String method, String path, byte @Nullable [] body) {
        now.addAndGet(Duration.ofMillis(1).toNanos());
        var batch = JSON.readTree(body);
        var ids = batch.valueStream().map(entity -> entity.get("id").stringValue()).toList();
        requests.add(ids);
        if (answer != null) {
            return answer;
        }
        var failed =
                batch.valueStream()
                        .filter(this::isBad)
                        .map(entity -> entity.get("id").stringValue())
                        .toList();
        if (failsAsAWhole && !failed.isEmpty()) {
            return new Answer(500, "oh", null);
        }
        batch.forEach(entity -> {
            if (!failed.contains(entity.get("id").stringValue())) {
                take(entity);
            }
        });
        return failed.isEmpty()
                ? new Answer(204, "", null)
                : new Answer(
                        207,
                        failed.stream()
                                .map("{\"entityId\":\"%s\",\"error\":{\"status\":500}}"::formatted)
                                .collect(Collectors.joining(",", "{\"errors\":[", "]}")),
                        null);
    }

    private boolean isBad(JsonNode entity) {
        if (value(entity) == unlucky) {
            unlucky = NONE;
            return true;
        }
        return bad.contains(entity.get("id").stringValue()) || value(entity) == badValue;
    }

    private void take(JsonNode entity) {
        taken.computeIfAbsent(entity.get("id").stringValue(), id -> new ArrayList<>())
                .add(value(entity));
    }

    private static int value(JsonNode entity) {
        return entity.at("/https:~1~1uri.etsi.org~1ngsi-ld~1default-context~1n/value").intValue();
    }

    private void add(String entity, int value) {
        spool.add(Writes.of(CITY, entity, value)).join();
    }

    /** Until it has nothing to do, or has to wait. */
    private void forward() throws InterruptedException {
        for (int turn = 0; passage.forward(); turn++) {
            assertThat(turn).as("turns without an end").isLessThan(10_000);
        }
    }

    private void after(Duration time) throws InterruptedException {
        now.addAndGet(time.toNanos());
        forward();
    }

    private Set<String> waiting() {
        return spool.next(CITY, Wanted.first(100_000)).stream()
                .map(row -> row.write().entity())
                .collect(Collectors.toSet());
    }

    @Test
    void waitsAsLongAsTheBrokerAsksFor() throws Exception {
        answer = new Answer(429, "", "3600");
        add("urn:e", 1);
        forward();
        after(Duration.ofSeconds(3590));
        assertThat(requests).hasSize(1);
        after(Duration.ofSeconds(11));
        assertThat(requests).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneEntityIsFoundAndWaitsWhileAllOthersGoOn(boolean everyValue) throws Exception {
        passage = passage(everyValue);
        bad.add("urn:317");
        IntStream.range(0, 500).forEach(n -> add("urn:" + n, 1));
        forward();
        assertThat(taken).as("perhaps the broker is only tired").isEmpty();
        after(Duration.ofSeconds(1));
        after(Duration.ofSeconds(1));
        assertThat(waiting()).containsExactly("urn:317");
        assertThat(requests.size()).as("it is found by halves").isLessThan(40);
        assertThat(passage.trouble()).contains("1 of the Entities", "500: oh");
        add("urn:317", 2);
        add("urn:318", 2);
        add("urn:317", 3);
        after(Duration.ofMillis(50));
        assertThat(taken.get("urn:318")).containsExactly(1, 2);
        assertThat(waiting()).containsExactly("urn:317");
        bad.clear();
        after(Duration.ofMinutes(5));
        assertThat(taken.get("urn:317")).isEqualTo(everyValue ? List.of(1, 2, 3) : List.of(3));
        assertThat(waiting()).isEmpty();
        assertThat(passage.trouble()).isNull();
    }

    @Test
    void severalAreFoundInOneSearch() throws Exception {
        IntStream.range(0, 400).forEach(n -> add("urn:" + n, 1));
        IntStream.of(0, 1, 2, 170, 399).forEach(n -> bad.add("urn:" + n));
        forward();
        after(Duration.ofSeconds(1));
        after(Duration.ofSeconds(1));
        assertThat(waiting()).isEqualTo(bad);
        assertThat(taken).hasSize(395);
    }

    @Test
    void whatFollowsInTheSameRequestWaitsToo() throws Exception {
        bad.add("urn:x");
        badValue = 7;
        add("urn:e", 7);
        add("urn:x", 1);
        add("urn:o", 1);
        add("urn:e", 8);
        forward();
        after(Duration.ofSeconds(1));
        after(Duration.ofSeconds(1));
        assertThat(taken).as("8 is not taken before 7").containsOnlyKeys("urn:o");
        assertThat(spool.size()).isEqualTo(3);
        after(Duration.ofSeconds(1));
        assertThat(taken.get("urn:e")).as("both at once").containsExactly(8);
    }

    @Test
    void theRestOfASuspectFollowsInItsOrder() throws Exception {
        bad.add("urn:e");
        IntStream.range(0, 2_010).forEach(n -> add("urn:e", n));
        forward();
        add("urn:o", 1);
        after(Duration.ofMillis(50));
        bad.clear();
        add("urn:e", 2_010);
        after(Duration.ofSeconds(1));
        assertThat(taken.get("urn:e"))
                .as("as much as is read at once")
                .containsExactly(1_999, 2_010);
        assertThat(waiting()).isEmpty();
    }

    @Test
    void anEntityOfA207WaitsForItself() throws Exception {
        failsAsAWhole = false;
        bad.add("urn:1");
        IntStream.range(0, 3).forEach(n -> add("urn:" + n, 1));
        forward();
        add("urn:2", 2);
        add("urn:1", 2);
        after(Duration.ofMillis(50));
        assertThat(taken).isEqualTo(Map.of("urn:0", List.of(1), "urn:2", List.of(1, 2)));
        assertThat(waiting()).containsExactly("urn:1");
        bad.clear();
        after(Duration.ofMillis(200));
        assertThat(taken.get("urn:1")).containsExactly(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBrokerThatFailsWithAllIsSparedAndLosesNothing(boolean asAWhole) throws Exception {
        failsAsAWhole = asAWhole;
        IntStream.range(0, 300)
                .forEach(n -> {
                    bad.add("urn:" + n);
                    add("urn:" + n, 1);
                });
        for (int i = 0; i < 24 * 60 * 2; i++) {
            after(Duration.ofSeconds(60));
        }
        assertThat(requests.size()).as("of two days").isLessThan(24 * 60 * 2 * 2);
        bad.clear();
        after(Duration.ofSeconds(30));
        assertThat(waiting()).isEmpty();
        assertThat(taken).hasSize(300);
        assertThat(passage.trouble()).isNull();
        assertThat(letters.all).isEmpty();
    }

    /** What answers is no broker, or somebody before it. */
    @ParameterizedTest
    @ValueSource(ints = {200, 400, 409, 422})
    void aMistypedAddressLosesNothing(int status) throws Exception {
        answer = new Answer(status, "<html>The plain HTTP request was sent to HTTPS port", null);
        IntStream.range(0, 300).forEach(n -> add("urn:" + n, 1));
        for (int i = 0; i < 24 * 60 * 2; i++) {
            after(Duration.ofSeconds(60));
        }
        assertThat(passage.trouble()).contains("HTTPS port");
        answer = null;
        after(Duration.ofSeconds(30));
        assertThat(waiting()).isEmpty();
        assertThat(taken).hasSize(300);
        assertThat(letters.all).isEmpty();
    }

    @Test
    void manyWithWhichTheBrokerFailsHoldUpNobody() throws Exception {
        for (int n = 0; n < 60; n++) {
            bad.add("urn:bad:" + n);
            add("urn:bad:" + n, 1);
            others(Duration.ofMinutes(1));
        }
        assertThat(waiting()).isEqualTo(bad);
        for (int n = 0; n < 300; n++) {
            after(Duration.ofSeconds(10));
            add("urn:good", 1_000 + n);
            after(Duration.ofMillis(1));
            assertThat(taken.get("urn:good")).last().isEqualTo(1_000 + n);
        }
    }

    @Test
    void timeBeforeTheBrokerWasAwayCounts() throws Exception {
        bad.add("urn:bad");
        add("urn:bad", 1);
        for (int cycle = 0; cycle < 60 * 12; cycle++) {
            others(Duration.ofMinutes(3));
            answer = new Answer(503, "away", null);
            others(Duration.ofMinutes(1));
            answer = null;
            others(Duration.ofMinutes(1));
        }
        assertThat(letters.all).hasSize(1);
    }

    @Test
    void whatFailsForLongIsADeadLetter() throws Exception {
        bad.add("urn:bad");
        add("urn:bad", 1);
        add("urn:bad", 2);
        long tried = failForAsLongAsItMay();
        assertThat(tried).as("not too often").isBetween(24 * 60 / 5L, 24 * 60 / 2L);
        assertThat(letters.all).isEmpty();
        others(Duration.ofMinutes(40));
        assertThat(letters.all).hasSize(1);
        others(GIVE_UP.dividedBy(2).plusMinutes(40));
        assertThat(letters.all).hasSize(2);
        assertThat(letters.all.getFirst().detail()).isEqualTo("the broker answered 500: oh");
        assertThat(letters.all.stream().map(PassageTest::value)).containsExactly(1, 2);
        assertThat(waiting()).isEmpty();
        assertThat(passage.trouble()).isNull();
    }

    @Test
    void onlyTheWriteThatFailsIsGivenUp() throws Exception {
        bad.add("urn:bad");
        add("urn:bad", 1);
        failForAsLongAsItMay();
        add("urn:bad", 2);
        others(Duration.ofMinutes(5));
        for (int i = 0; i < 60 && letters.all.isEmpty(); i++) {
            others(Duration.ofMinutes(1));
        }
        bad.clear();
        others(Duration.ofMinutes(1));
        assertThat(taken.get("urn:bad")).containsExactly(2);
        assertThat(letters.all).hasSize(1);
    }

    @Test
    void whatFailedOnlyWithAnotherValueIsNotGivenUpAtOnce() throws Exception {
        badValue = 8;
        add("urn:bad", 7);
        add("urn:bad", 8);
        failForAsLongAsItMay();
        unlucky = 7;
        for (int i = 0; i < 60 && !taken.containsKey("urn:bad"); i++) {
            others(Duration.ofMinutes(1));
            assertThat(letters.all).isEmpty();
        }
        assertThat(unlucky).as("it failed alone before").isEqualTo(NONE);
        assertThat(taken.get("urn:bad")).containsExactly(7);
        assertThat(waiting()).containsExactly("urn:bad");
    }

    @Test
    void timeInWhichTheBrokerTakesNothingDoesNotCount() throws Exception {
        bad.add("urn:bad");
        add("urn:bad", 1);
        forward();
        for (int day = 0; day < 3; day++) {
            after(Duration.ofDays(1));
        }
        assertThat(letters.all).as("nobody else sends").isEmpty();
        answer = new Answer(503, "away", null);
        add("urn:good", 1);
        after(Duration.ofHours(30));
        after(Duration.ofHours(30));
        answer = null;
        others(Duration.ofMinutes(10));
        assertThat(letters.all).isEmpty();
        assertThat(waiting()).containsExactly("urn:bad");
    }

    /** Just before it is given up; says how often it was tried. */
    private long failForAsLongAsItMay() throws InterruptedException {
        var most = GIVE_UP.minusMinutes(10);
        for (var time = Duration.ZERO; time.compareTo(most) < 0; time = time.plusMinutes(1)) {
            others(Duration.ofMinutes(1));
        }
        return requests.stream().filter(List.of("urn:bad")::equals).count();
    }

    /** Others are taken meanwhile. */
    private void others(Duration time) throws InterruptedException {
        for (var past = Duration.ZERO; past.compareTo(time) < 0; past = past.plusMinutes(1)) {
            add("urn:good", 1);
            after(Duration.ofMinutes(1));
        }
    }

    private static int value(DeadLetter letter) {
        return JSON.readTree(letter.payload()).at("/n/value").intValue();
    }

    @Test
    void everyValueFillsARequestThoughOneSendsMore() throws Exception {
        passage = passage(true);
        IntStream.range(0, 2_500).forEach(n -> add("urn:often", n));
        IntStream.range(0, 400).forEach(n -> add("urn:" + n, 1));
        forward();
        assertThat(requests.getFirst()).hasSize(401);
        assertThat(taken.get("urn:often")).isEqualTo(IntStream.range(0, 2_500).boxed().toList());
        assertThat(spool.reads).as("what is read is sent").isLessThan(700);
    }

    @Test
    void whatMayBeDoneIsAskedForAgain() throws Exception {
        add("urn:e", 1);
        spool.loses = true;
        assertThatExceptionOfType(NgsiLdException.class).isThrownBy(this::forward);
        spool.newestAsked.clear();
        add("urn:e", 2);
        forward();
        assertThat(spool.newestAsked).contains("urn:e");
        assertThat(taken.get("urn:e")).containsExactly(1, 2);
    }

    @Test
    void whatAnotherProcessHasSettledIsNotRemembered() throws Exception {
        add("urn:e", 1);
        var rows = spool.next(CITY, Wanted.first(1));
        spool.beforeDone = () -> spool.done(CITY, rows.stream().map(Row::seq).toList(), Map.of());
        assertThatExceptionOfType(NgsiLdException.class).isThrownBy(this::forward);
        spool.newestAsked.clear();
        add("urn:e", 2);
        forward();
        assertThat(spool.newestAsked).contains("urn:e");
    }
}
