package city.auriga.iot.codec;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.iot.device.CodecTopics;
import city.auriga.iot.device.GroupTopics.Listening;
import city.auriga.iot.reading.Reading;
import city.auriga.iot.reading.ReadingOutcome;
import city.auriga.iot.reading.ReadingOutcome.Refusal;
import city.auriga.iot.reading.TestAgent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever broken messages come, those behind them are taken. */
class PoisonedStreamTest {
    private static final int BROKEN = 500;

    static Set<String> codecs() {
        return Codecs.names();
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void goesOnBehindBrokenMessages(String name) throws Exception {
        var random = new Random(name.hashCode());
        try (var agent = new TestAgent()) {
            agent.group("", "poison", "{'entity_type': 'T'}");
            var group = agent.stores.groups.withApikey("poison").stream().findFirst().orElseThrow();
            var codec = Codecs.create(name, Map.of(), agent.discovered.of(group));
            var listening =
                    new Listening(
                            group, codec, new CodecTopics("poison", List.of(), codec), List.of());
            var replies = new ArrayList<CompletableFuture<ReadingOutcome>>();
            for (var sample : Samples.of(name)) {
                for (int i = 0; i < BROKEN / Samples.of(name).size(); i++) {
                    var broken = broken(sample.payload(), random);
                    replies.add(
                            agent.readings.accept(
                                    Reading.of(
                                            listening,
                                            Samples.message(codec, sample.topic(), broken))));
                    if (replies.size() % 50 == 0) {
                        // As the window of a connection does.
                        replies.getLast().get(10, TimeUnit.SECONDS);
                    }
                }
            }
            for (var reply : replies) {
                assertThat(reply.get(10, TimeUnit.SECONDS).refusals())
                        .noneMatch(refusal -> refusal.reason() == Reason.BROKER_REJECTED);
            }
            // What a codec remembers of broken messages must be told anew.
            send(agent, listening, name);
            assertThat(send(agent, listening, name))
                    .noneMatch(refusal -> refusal.reason() == Reason.PARSE);
        }
    }

    private static List<Refusal> send(TestAgent agent, Listening listening, String name)
            throws Exception {
        var refusals = new ArrayList<Refusal>();
        for (var sample : Samples.of(name)) {
            var whole = Samples.message(listening.codec(), sample.topic(), sample.payload());
            var reply = agent.readings.accept(Reading.of(listening, whole));
            refusals.addAll(reply.get(10, TimeUnit.SECONDS).refusals());
        }
        return refusals;
    }

    /** Cut off, or with some of its bits turned. */
    private static byte[] broken(byte[] payload, Random random) {
        if (payload.length == 0 || random.nextInt(3) == 0) {
            return Arrays.copyOf(payload, random.nextInt(payload.length + 1));
        }
        var bytes = payload.clone();
        for (int i = 0; i <= random.nextInt(4); i++) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }
}
