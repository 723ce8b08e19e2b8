package city.auriga.iot.lazy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.core.device.Device;
import city.auriga.core.entity.OnDemand.Answers;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.core.query.Projection;
import city.auriga.iot.codec.Downlink;
import city.auriga.iot.command.CommandClient.Answer;
import city.auriga.iot.command.CommandPublisher;
import city.auriga.iot.payload.Topic;
import city.auriga.iot.reading.Reading;
import city.auriga.iot.reading.RecordedNews;
import city.auriga.iot.reading.TestAgent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class LazyReadsTest {
    private static final String VOCABULARY = "https://uri.etsi.org/ngsi-ld/default-context/";
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final String LAZY =
            "'lazy':[{'object_id':'b','name':'battery','type':'Number'},{'object_id':'m','name':'glow'}]";

    private final TestAgent agent = new TestAgent();
    private final Published published = new Published();

    /** Whether devices listen, what they got, and what they say to it. */
    private final class Published implements CommandPublisher {
        final List<String> messages = new CopyOnWriteArrayList<>();
        volatile boolean listening = true;

        /** {@code <id>} stands for that of the question. */
        volatile @Nullable String answer;

        volatile boolean correlated;

        @Override
        public boolean mayReach(String topic) {
            return listening;
        }

        @Override
        public Fate publish(Message message) {
            if (!listening) {
                return Fate.NOBODY;
            }
            messages.add(
                    message.topic()
                            + " "
                            + new String(message.payload(), UTF_8)
                                    .replace(message.id().toString(), "<id>"));
            var said = answer;
            if (said != null) {
                hear(
                        message.answers(),
                        said.replace("<id>", message.id().toString()),
                        correlated ? message.id() : null);
            }
            return Fate.TAKEN;
        }

        @Override
        public Fate publish(Downlink downlink, String apikey) {
            return Fate.AWAY;
        }
    }

    private void hear(String topic, String payload, @Nullable UUID correlation) {
        var _ =
                agent.readings.accept(
                        Reading.of(
                                Topic.parse(topic).orElseThrow(),
                                topic,
                                payload.getBytes(UTF_8),
                                Instant.now().truncatedTo(ChronoUnit.MICROS),
                                correlation == null
                                        ? null
                                        : correlation.toString().getBytes(UTF_8)));
    }

    @BeforeEach
    void provision() {
        agent.publisher = published;
        group("/iot/json", "lamps", "");
        group("/iot/d", "ullamps", "");
        device("lamps", "one", "{}");
        device("ullamps", "ul", "{}");
    }

    @AfterEach
    void close() {
        agent.close();
    }

    private void group(String resource, String apikey, String more) {
        agent.group(resource, apikey, "{'entity_type':'Lamp'," + LAZY + more + "}");
    }

    private void device(String apikey, String id, String document) {
        agent.stores.devices.add(
                List.of(new Device(TestAgent.TENANT, "/", apikey, id, TestAgent.json(document))));
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(
            delimiterString = " ; ",
            nullValues = "-",
            textBlock =
                    """
                    one ; -            ; {"_id":"<id>","b":80,"m":"on"} ; false ; /lamps/one/lazy {"get":["b","m"],"id":"<id>"} ; 80 ; on
                    one ; -            ; {"b":"80","m":"on"}            ; false ; /lamps/one/lazy {"get":["b","m"],"id":"<id>"} ; 80 ; on
                    one ; -            ; {"m":"on"}                     ; true  ; /lamps/one/lazy {"get":["b","m"],"id":"<id>"} ; -  ; on
                    one ; pick battery ; {"b":80}                       ; false ; /lamps/one/lazy {"get":["b"],"id":"<id>"}     ; 80 ; -
                    one ; omit battery ; {"_id":"<id>","x":1}           ; false ; /lamps/one/lazy {"get":["m"],"id":"<id>"}     ; -  ; -
                    ul  ; -            ; b|80|m|on                      ; false ; /ullamps/ul/lazy ul@lazy|b|m                  ; 80 ; on
                    ul  ; -            ; b|80                           ; true  ; /ullamps/ul/lazy ul@lazy|b|m                  ; 80 ; -
                    """)
    void waitUntilWhatTheDeviceAnswersIsCommitted(
            String device,
            @Nullable String shown,
            String answer,
            boolean correlated,
            String question,
            @Nullable String battery,
            @Nullable String mode) {
        published.answer = answer;
        published.correlated = correlated;
        assertThat(ask(1, shown, device)).isEqualTo(answers(device, shown, battery, mode));
        assertThat(published.messages).containsExactly(question);
        assertThat(value(device, "battery")).isEqualTo(battery);
        assertThat(value(device, "glow")).isEqualTo(mode);
        assertThat(value(device, "_id")).as("no Attribute").isNull();
        assertThat(agent.stores.letters.all).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = " ; ",
            nullValues = "-",
            textBlock =
                    """
                    shows nothing of it      ; one   ; pick other   ; true  ; -    ; 0 ; false
                    is of another type       ; other ; -            ; true  ; -    ; 0 ; false
                    has no device            ; none  ; -            ; true  ; -    ; 0 ; false
                    has one that fetches     ; fetch ; -            ; true  ; -    ; 0 ; false
                    has one of a codec       ; plug  ; -            ; true  ; -    ; 0 ; false
                    has one that is away     ; one   ; -            ; false ; -    ; 0 ; true
                    has one that is silent   ; one   ; -            ; true  ; -    ; 1 ; true
                    has one that says others ; one   ; -            ; true  ; {"b":1} ; 1 ; true
                    """)
    void areNotAnsweredWhereAnEntity(
            String why,
            String device,
            @Nullable String shown,
            boolean listening,
            @Nullable String answer,
            int questions,
            boolean missing) {
        group("/iot/json", "fetching", ",'transport':'HTTP'");
        device("fetching", "fetch", "{}");
        group("", "plugs", ",'template':'tasmota'");
        device("plugs", "plug", "{}");
        published.listening = listening;
        published.answer = answer;
        long begin = System.nanoTime();
        assertThat(ask(10, shown, device))
                .as(why)
                .isEqualTo(
                        new Answers(
                                false,
                                missing
                                        ? Map.of(
                                                id(device),
                                                java.util.Set.of(
                                                        VOCABULARY + "battery",
                                                        VOCABULARY + "glow"))
                                        : Map.of()));
        assertThat(published.messages).hasSize(questions);
        var took = Duration.ofNanos(System.nanoTime() - begin);
        if (questions == 0) {
            assertThat(took).isLessThan(TestAgent.LAZY_TIMEOUT.dividedBy(2));
        } else {
            assertThat(took).isGreaterThan(TestAgent.LAZY_TIMEOUT.dividedBy(2));
        }
    }

    @Test
    void askOnceForAllWhoReadAtTheSameTime() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var reads = agent.reads(10)) {
            var all =
                    Stream.of("-", "-", "pick battery", "-", "pick glow")
                            .map(shown -> {
                                var asked =
                                        CompletableFuture.supplyAsync(
                                                () -> ask(reads, shown, "one"), threads);
                                pause(30);
                                return asked;
                            })
                            .toList();
            assertThat(published.messages).hasSize(1);
            hear("/json/lamps/one/attrs", "{\"b\":5,\"m\":1}", null);
            assertThat(all).allMatch(asked -> asked.join().news());
        }
        assertThat(
                        agent.registry
                                .get("auriga.iot.questions")
                                .tag("outcome", "answered")
                                .counter()
                                .count())
                .isEqualTo(1);
    }

    @Test
    void askForNoMoreEntitiesThanTheyMay() {
        var ids = new String[5];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = "l" + i;
            device("lamps", ids[i], "{}");
        }
        published.answer = "{\"_id\":\"<id>\",\"b\":1,\"m\":1}";
        var answers = ask(3, null, ids);
        assertThat(answers.news()).isTrue();
        assertThat(answers.missing().keySet()).containsExactlyInAnyOrder(id("l3"), id("l4"));
        assertThat(published.messages).hasSize(3);
    }

    /** By name, and by how it answers. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = " ; ",
            nullValues = "-",
            textBlock =
                    """
                    JSON, and text ; http://h/${id}/x?y=1 ; http://h/web/x/b?y=1&i=web&k=web+http://h/web/x/m?y=1&i=web&k=web ; 80   ; on ; 80   ; on
                    one of them    ; http://h/x/          ; http://h/x/b?i=web&k=web+http://h/x/m?i=web&k=web               ; 81   ; -  ; 81   ; -
                    empty          ; http://h/x           ; http://h/x/b?i=web&k=web+http://h/x/m?i=web&k=web               ; ' '  ; on ; -    ; on
                    """)
    void askAtTheEndpoint(
            String why,
            String endpoint,
            String requests,
            String b,
            @Nullable String m,
            @Nullable String battery,
            @Nullable String mode) {
        group("/iot/json", "web", ",'transport':'HTTP','endpoint':'" + endpoint + "'");
        device("web", "web", "{}");
        var asked = new CopyOnWriteArrayList<String>();
        agent.valueClient =
                (value, headers, _) -> {
                    asked.add(value.toString());
                    assertThat(headers).containsEntry("fiware-service", "city");
                    var answer = value.getPath().endsWith("/b") ? b : m;
                    if (answer == null) {
                        throw new IOException("away");
                    }
                    return new Answer(200, answer.getBytes(UTF_8));
                };
        assertThat(ask(1, null, "web")).as(why).isEqualTo(answers("web", null, battery, mode));
        assertThat(asked).containsExactlyInAnyOrder(requests.split("\\+"));
        assertThat(value("web", "battery")).isEqualTo(battery);
        assertThat(value("web", "glow")).isEqualTo(mode);
    }

    /** The device is at the broker of another process, or its answer is heard there. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = " ; ",
            nullValues = "-",
            textBlock =
                    """
                    reached there           ; false ; true  ; {"b":1,"m":2}              ; asked [b, m],sent,answered [b, m] ; true  ; -
                    reached there, in part  ; false ; true  ; {"_id":"<id>","b":1,"c":3} ; asked [b, m],sent,answered [b]    ; true  ; glow
                    reached there, by id    ; false ; true  ; {"_id":"<id>"}             ; asked [b, m],sent,answered []     ; true  ; battery glow
                    refused there           ; false ; true  ; {"_id":"<id>","b":1,"m":2,"@@":1} ; asked [b, m],sent,answered [b, m] faulty ; true ; battery glow
                    reached by nobody       ; false ; false ; -                          ; asked [b, m]                      ; false ; battery glow
                    reached here            ; true  ; true  ; {"b":1,"m":2}              ; asked [b, m] sent,answered [b, m] ; true  ; -
                    reached there, silent   ; false ; true  ; -                          ; asked [b, m],sent                 ; false ; battery glow
                    """)
    void askAndHearThroughOtherProcesses(
            String why,
            boolean here,
            boolean there,
            @Nullable String answer,
            String told,
            boolean news,
            @Nullable String missing) {
        published.listening = there;
        published.answer = answer;
        var nowhere = new Published();
        nowhere.listening = false;
        // Whoever reads does so in another process than the one that hears the device.
        var heardBy = new RecordedNews();
        try (var asking = agent.questions(heardBy, here ? published : nowhere);
                var reads = agent.reads(10, asking, here ? published : nowhere)) {
            heardBy.tell(agent.questions);
            agent.news.tell(asking);
            long begin = System.nanoTime();
            var answers = ask(reads, null, "one");
            var took = Duration.ofNanos(System.nanoTime() - begin);
            assertThat(answers.news()).as(why).isEqualTo(news);
            var names =
                    answers.missing().getOrDefault(id("one"), Set.of()).stream()
                            .map(name -> name.substring(VOCABULARY.length()))
                            .sorted()
                            .collect(Collectors.joining(" "));
            assertThat(names).isEqualTo(missing == null ? "" : missing);
            // The answer may overtake the news that the question was sent.
            await().untilAsserted(() ->
                    assertThat(
                                    Stream.concat(heardBy.told.stream(), agent.news.told.stream())
                                            .distinct())
                            .containsExactlyInAnyOrder(told.split(",(?! )")));
            if (!there) {
                assertThat(took)
                        .as("nobody reaches it, which is soon known")
                        .isLessThan(TestAgent.LAZY_TIMEOUT);
            }
        }
    }

    @Test
    void hearOfAnEndpointThatRefuses() {
        group("/iot/json", "web", ",'endpoint':'http://h/x'");
        device("web", "web", "{}");
        assertThat(ask(1, null, "web").missing()).containsOnlyKeys(id("web"));
    }

    @Test
    void leaveAnEndpointAloneThatHasNotAnswered() {
        group("/iot/json", "web", ",'endpoint':'http://h/x'");
        device("web", "web", "{}");
        var asked = new AtomicInteger();
        agent.valueClient =
                (_, _, _) -> {
                    asked.incrementAndGet();
                    throw new IOException("away");
                };
        for (int i = 0; i < 3; i++) {
            assertThat(ask(1, null, "web").missing()).containsOnlyKeys(id("web"));
        }
        assertThat(asked).hasValue(2);
    }

    @Test
    void askForSomeOfManyValuesAtOnce() {
        var lazy =
                Stream.iterate(0, i -> i + 1)
                        .limit(30)
                        .map(i -> "{'object_id':'v" + i + "','name':'n" + i + "'}")
                        .collect(Collectors.joining(","));
        agent.group(
                "/iot/json",
                "many",
                "{'entity_type':'Lamp','transport':'HTTP','endpoint':'http://h/x','lazy':["
                        + lazy
                        + "]}");
        device("many", "many", "{}");
        var places = new Semaphore(8);
        agent.valueClient =
                (_, _, _) -> {
                    if (!places.tryAcquire()) {
                        throw new IOException("too many at once");
                    }
                    pause(20);
                    places.release();
                    return new Answer(200, "1".getBytes(UTF_8));
                };
        assertThat(ask(1, null, "many")).isEqualTo(new Answers(true, Map.of()));
    }

    /** The @context of one tenant is on a server that takes connections and says nothing. */
    @Test
    void doNotWaitForWhatAnotherTenantWaitsFor() throws Exception {
        var dead = new Tenant("dead");
        var isRead = new AtomicBoolean();
        var asked = new CountDownLatch(1);
        var over = new CountDownLatch(1);
        agent.contexts =
                (tenant, value) -> {
                    if (isRead.get()) {
                        asked.countDown();
                        wait(over);
                    }
                    throw new NgsiLdException(Problem.LD_CONTEXT_NOT_AVAILABLE, "away");
                };
        agent.group(
                dead,
                "/iot/json",
                "gone",
                "{'entity_type':'Lamp','jsonldContext':'http://away'," + LAZY + "}");
        var ids = new String[50];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = "d" + i;
            agent.stores.devices.add(
                    List.of(new Device(dead, "/", "gone", ids[i], TestAgent.json("{}"))));
        }
        published.answer = "{\"_id\":\"<id>\",\"b\":1,\"m\":1}";
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var reads = agent.reads(50);
                AutoCloseable _ = over::countDown) {
            isRead.set(true);
            for (int i = 0; i < 5; i++) {
                threads.execute(() ->
                        reads.ask(
                                dead,
                                Arrays.stream(ids).map(LazyReadsTest::entity).toList(),
                                Projection.ALL));
            }
            wait(asked);
            // The others are right behind it.
            pause(100);
            long begin = System.nanoTime();
            assertThat(ask(reads, null, "one").missing()).isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isLessThan(TestAgent.LAZY_TIMEOUT.dividedBy(2));
        }
        assertThat(published.messages).hasSize(1);
    }

    /** What is shown and did not come is missing. */
    private static Answers answers(
            String device,
            @Nullable String shown,
            @Nullable String battery,
            @Nullable String glow) {
        var missing = new HashSet<String>();
        if (battery == null) {
            missing.add(VOCABULARY + "battery");
        }
        if (glow == null) {
            missing.add(VOCABULARY + "glow");
        }
        missing.removeIf(name -> !projection(shown).keeps(name));
        return new Answers(true, missing.isEmpty() ? Map.of() : Map.of(id(device), missing));
    }

    private Answers ask(int entities, @Nullable String shown, String... devices) {
        try (var reads = agent.reads(entities)) {
            return ask(reads, shown, devices);
        }
    }

    private static Answers ask(LazyReads reads, @Nullable String shown, String... devices) {
        return reads.ask(
                TestAgent.TENANT,
                Arrays.stream(devices).map(LazyReadsTest::entity).toList(),
                projection(shown));
    }

    private static Projection projection(@Nullable String shown) {
        if (shown == null || shown.equals("-")) {
            return Projection.ALL;
        }
        var names = List.of(shown.split(" ")[1]);
        return Projection.parse(
                shown.startsWith("pick")
                        ? new Projection.Source(names, null, null)
                        : new Projection.Source(null, names, null),
                name -> VOCABULARY + name);
    }

    private static EntityId id(String device) {
        return new EntityId("urn:ngsi-ld:Lamp:" + device);
    }

    private static Entity entity(String device) {
        var type = device.equals("other") ? "Sensor" : "Lamp";
        return new Entity(
                id(device), List.of(VOCABULARY + type), List.of(), Map.of(), NOW, NOW, null);
    }

    private @Nullable String value(String device, String name) {
        return agent.writer
                .find(TestAgent.TENANT, id(device).value())
                .flatMap(entity -> entity.instance(VOCABULARY + name, null))
                .map(a ->
                        new JsonMapper()
                                .valueToTree(
                                        ((city.auriga.core.model.AttributeValue.Property) a.value())
                                                .value())
                                .asString())
                .orElse(null);
    }

    private static void wait(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
