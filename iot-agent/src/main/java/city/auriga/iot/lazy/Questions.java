package city.auriga.iot.lazy;

import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceQuestion;
import city.auriga.core.device.QuestionListener;
import city.auriga.core.device.QuestionNews;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.iot.device.EntityDevices;
import city.auriga.iot.device.Sender;
import city.auriga.iot.payload.PayloadException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions that wait for their answers: those of this process, and, as long as there are others,
 * those of others, which may be heard of here. Who asks what is being asked already shares that
 * answer.
 */
public final class Questions implements QuestionListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Questions.class);
    private static final int MOST_AT_ONCE = 1_000;

    /** How long another process that reaches the device may take to say so. */
    private static final Duration REACH = Duration.ofMillis(500);

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final EntityDevices devices;
    private final QuestionSending sending;
    private final AnsweredValues values;
    private final QuestionNews news;
    private final Duration timeout;
    private final MeterRegistry registry;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Places places = new Places(MOST_AT_ONCE);
    private final ToldAnswers told;
    private final Map<UUID, Open> byId = new ConcurrentHashMap<>();
    private final Map<Address, List<Open>> byDevice = new ConcurrentHashMap<>();

    private volatile boolean others;
    private volatile long looked = System.nanoTime() - LOOK_NANOS;

    /** What became of a question. */
    enum Fate {
        ANSWERED,
        /** Not all of the answer could be used; what could is written. */
        FAULTY,
        /** The device has not answered in time. */
        SILENT,
        /** Nobody reaches the device. */
        UNREACHED
    }

    /**
     * What came of a question.
     *
     * @param came names on the wire of values that can be read now
     */
    record Reply(Fate fate, Set<String> came) {
        static final Reply SILENT = new Reply(Fate.SILENT, Set.of());
        static final Reply UNREACHED = new Reply(Fate.UNREACHED, Set.of());

        Reply {
            came = Set.copyOf(came);
        }

        static Reply of(Set<String> values, boolean usable) {
            return usable ? new Reply(Fate.ANSWERED, values) : new Reply(Fate.FAULTY, Set.of());
        }

        /** Whether the Entity may say something else now. */
        boolean isNews() {
            return fate == Fate.ANSWERED || fate == Fate.FAULTY;
        }
    }

    /**
     * A question that waits.
     *
     * @param mine whether this process asks
     * @param elsewhere whether another process has sent it
     */
    private record Open(
            DeviceQuestion question,
            boolean mine,
            CompletableFuture<Reply> reply,
            CompletableFuture<Boolean> elsewhere) {
        static Open of(DeviceQuestion question, boolean mine) {
            return new Open(question, mine, new CompletableFuture<>(), new CompletableFuture<>());
        }
    }

    public Questions(
            EntityDevices devices,
            QuestionSending sending,
            AnsweredValues values,
            QuestionNews news,
            Duration timeout,
            MeterRegistry registry) {
        this.devices = devices;
        this.sending = sending;
        this.values = values;
        this.news = news;
        this.told = new ToldAnswers(news, this::hasOthers);
        this.timeout = timeout;
        this.registry = registry;
    }

    /**
     * Asks a device, or waits with those who do.
     *
     * @param wanted names on the wire
     * @return completes in time, after the commit of the answer
     */
    CompletableFuture<Reply> ask(Sender device, Collection<String> wanted) {
        var address = device.commands().address();
        var made = new ArrayList<Open>(1);
        var open = new ArrayList<Open>(1);
        byDevice.compute(
                address,
                (_, waiting) -> {
                    var same = waiting == null ? List.<Open>of() : waiting;
                    same.stream()
                            .filter(o -> o.mine && o.question.values().containsAll(wanted))
                            .findFirst()
                            .ifPresent(open::add);
                    if (!open.isEmpty() || !places.tryTake(address.tenant())) {
                        return waiting;
                    }
                    var question =
                            new DeviceQuestion(
                                    UUID.randomUUID(),
                                    address,
                                    wanted.stream().distinct().toList());
                    made.add(Open.of(question, true));
                    return with(same, made.getFirst());
                });
        if (!open.isEmpty()) {
            return open.getFirst().reply;
        }
        if (made.isEmpty()) {
            LOG.debug("too many questions wait");
            return CompletableFuture.completedFuture(counted(Reply.UNREACHED));
        }
        var mine = made.getFirst();
        watch(mine);
        threads.execute(() -> sendSafely(device, mine));
        return mine.reply;
    }

    private static List<Open> with(List<Open> waiting, Open added) {
        var all = new ArrayList<>(waiting);
        all.add(added);
        return List.copyOf(all);
    }

    /** Sees to it that it ends, and is forgotten then. */
    private void watch(Open open) {
        byId.put(open.question.id(), open);
        var _ =
                open.reply
                        .completeOnTimeout(Reply.SILENT, timeout.toMillis(), TimeUnit.MILLISECONDS)
                        .thenAccept(reply -> forget(open, reply));
    }

    private void forget(Open open, Reply reply) {
        byId.remove(open.question.id());
        byDevice.computeIfPresent(
                open.question.device(),
                (_, waiting) -> {
                    var rest =
                            waiting.stream()
                                    .filter(o -> !o.question.id().equals(open.question.id()))
                                    .toList();
                    return rest.isEmpty() ? null : rest;
                });
        if (open.mine) {
            places.giveBack(open.question.device().tenant());
            counted(reply);
        }
    }

    private Reply counted(Reply reply) {
        registry.counter(
                        "auriga.iot.questions",
                        "outcome",
                        reply.fate.name().toLowerCase(Locale.ROOT))
                .increment();
        return reply;
    }

    private void sendSafely(Sender device, Open open) {
        try {
            if (QuestionSending.isPushed(device)) {
                fetch(device, open);
            } else {
                publish(device, open);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            open.reply.complete(Reply.UNREACHED);
        } catch (NgsiLdException | PayloadException e) {
            LOG.debug("{} is not asked: {}", device.profile().device(), e.getMessage());
            open.reply.complete(Reply.UNREACHED);
        } catch (RuntimeException | Error e) {
            // Whoever reads gets what was known before.
            LOG.error("{} is not asked", device.profile().device(), e);
            open.reply.complete(Reply.UNREACHED);
        }
    }

    private void fetch(Sender device, Open open) {
        var answered = sending.fetch(device, open.question, threads);
        if (answered.isEmpty()) {
            open.reply.complete(Reply.SILENT);
            return;
        }
        var _ =
                values.take(device, open.question.id(), answered)
                        .handle((usable, error) ->
                                open.reply.complete(
                                        error == null
                                                ? Reply.of(answered.keySet(), usable)
                                                : Reply.SILENT));
    }

    private void publish(Sender device, Open open) throws InterruptedException {
        boolean several = hasOthers();
        if (sending.mayReach(device)) {
            if (several) {
                // First: they may hear the answer.
                news.asked(open.question, true);
            }
            if (sending.publish(device, open.question)) {
                return;
            }
        }
        if (!several) {
            open.reply.complete(Reply.UNREACHED);
            return;
        }
        var _ =
                open.elsewhere
                        .completeOnTimeout(false, REACH.toMillis(), TimeUnit.MILLISECONDS)
                        .thenAccept(sent -> {
                            if (!sent) {
                                open.reply.complete(Reply.UNREACHED);
                            }
                        });
        news.asked(open.question, false);
    }

    private boolean hasOthers() {
        long now = System.nanoTime();
        if (now - looked >= LOOK_NANOS) {
            others = news.hasOthers();
            looked = now;
        }
        return others;
    }

    @Override
    public void asked(DeviceQuestion question, boolean sent) {
        var known = byId.get(question.id());
        if (known != null && known.mine) {
            return;
        }
        if (known == null && byId.size() < 2 * MOST_AT_ONCE) {
            var open = Open.of(question, false);
            byDevice.merge(question.device(), List.of(open), (all, _) -> with(all, open));
            watch(open);
        }
        if (!sent) {
            threads.execute(() -> help(question));
        }
    }

    /** Sends a question of another process, if the device is here. */
    private void help(DeviceQuestion question) {
        try {
            var device = devices.find(question.device());
            if (device.isPresent()
                    && sending.isPossible(device.get())
                    && sending.mayReach(device.get())
                    && sending.publish(device.get(), question)) {
                news.sent(question.id());
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // Who asked does not wait for long.
            LOG.debug("a question of another process is not sent", e);
        }
    }

    @Override
    public void sent(UUID question) {
        var open = byId.get(question);
        if (open != null) {
            open.elsewhere.complete(true);
        }
    }

    @Override
    public void answered(UUID question, Set<String> values, boolean usable) {
        var open = byId.get(question);
        if (open != null) {
            open.reply.complete(Reply.of(came(open.question, values), usable));
        }
    }

    /**
     * A measure of a device is committed; must not block.
     *
     * @param measured names on the wire
     * @param question that it answers; null if it does not say
     * @param usable whether all of it could be written
     */
    public void heard(
            Address device, Set<String> measured, @Nullable UUID question, boolean usable) {
        if (question != null && !byId.containsKey(question)) {
            told.tell(question, measured, usable);
        }
        for (var open : byDevice.getOrDefault(device, List.of())) {
            if (open.question.id().equals(question)
                    || measured.containsAll(open.question.values())) {
                var came = came(open.question, measured);
                open.reply.complete(Reply.of(came, usable));
                if (!open.mine) {
                    told.tell(open.question.id(), came, usable);
                }
            }
        }
    }

    private static Set<String> came(DeviceQuestion question, Set<String> measured) {
        return question.values().stream().filter(measured::contains).collect(Collectors.toSet());
    }

    @Override
    public void close() {
        told.close();
        threads.shutdownNow();
    }
}
