package city.auriga.iot.reading;

import city.auriga.core.device.DeadLetter;
import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.device.DeadLetters;
import city.auriga.core.model.Tenant;
import city.auriga.iot.device.GroupTopics;
import city.auriga.iot.device.Senders;
import city.auriga.iot.device.Senders.Answer;
import city.auriga.iot.reading.Reading.OfDevice;
import city.auriga.iot.reading.Reading.OfGroup;
import city.auriga.iot.reading.ReadingOutcome.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tries dead letters again, by what is declared now, as of the time when they arrived. A letter
 * goes only when all of it was committed; it may be tried any number of times, since a reading that
 * comes twice changes nothing.
 */
public final class Replays {
    private static final int PAGE = 100;
    private static final int PATIENCE_SECONDS = 30;

    /** Of a letter that comes again and again meanwhile. */
    private static final int MOST_TRIES = 5;

    private final DeadLetters letters;
    private final Senders senders;
    private final GroupTopics topics;
    private final ReadingWork work;

    /**
     * @param parts for readings that are tried again
     */
    public Replays(DeadLetters letters, GroupTopics topics, ReadingParts parts) {
        this.letters = letters;
        this.senders = parts.senders();
        this.topics = topics;
        this.work = ReadingWork.again(parts);
    }

    /** What became of a letter. */
    public enum Result {
        /** All of it; the letter is gone. */
        COMMITTED,
        /** Some of it; the letter stays for the rest. */
        PARTLY_COMMITTED,
        REFUSED,
        /** Only a part of the payload is kept. */
        CUT_OFF,
        /** Nobody listens to its topic, or the letter is too old to tell how it came. */
        UNKNOWN_ORIGIN,
        /** It could not be committed now. */
        UNAVAILABLE
    }

    /**
     * One letter that was tried.
     *
     * @param written how many entities took something from it
     */
    public record Replayed(long id, Result result, int written, List<Refusal> refusals) {
        public Replayed {
            refusals = List.copyOf(refusals);
        }

        private static Replayed of(DeadLetter.Stored stored, Result result, String detail) {
            var refusal = new Refusal(stored.letter().reason(), detail);
            return new Replayed(stored.id(), result, 0, List.of(refusal));
        }
    }

    /** Tries one letter; empty if there is none. */
    public Optional<Replayed> replay(Tenant tenant, long id) throws InterruptedException {
        var stored = letters.find(tenant, id);
        return stored.isEmpty()
                ? Optional.empty()
                : Optional.of(replay(tenant, stored.get(), Attempt.Reason.ASKED));
    }

    /**
     * Tries all letters that there are, in the order in which they first came, until one cannot be
     * committed now.
     *
     * @param reason null for all
     */
    public void replayAll(Tenant tenant, @Nullable Reason reason, Consumer<Replayed> report)
            throws InterruptedException {
        long last = 0;
        while (true) {
            var page = letters.after(tenant, reason, last, PAGE);
            for (var stored : page) {
                var replayed = replay(tenant, stored, Attempt.Reason.ASKED);
                report.accept(replayed);
                if (replayed.result == Result.UNAVAILABLE) {
                    return;
                }
                last = stored.id();
            }
            if (page.size() < PAGE) {
                return;
            }
        }
    }

    /**
     * Tries the letters of one source, in the order in which they first came. As nobody has asked
     * for that, those stay that might replace what is newer.
     *
     * @param after the last that was tried before
     * @param most how many of them
     */
    Progress replayFrom(Tenant tenant, Reason reason, String source, long after, int most)
            throws InterruptedException {
        long last = after;
        for (int tried = 0; tried < most; tried += PAGE) {
            int limit = Math.min(PAGE, most - tried);
            var page = letters.from(tenant, reason, source, last, limit);
            for (var stored : page) {
                if (replay(tenant, stored, Attempt.Reason.UNASKED).result == Result.UNAVAILABLE) {
                    return new Progress(false, last);
                }
                last = stored.id();
            }
            if (page.size() < limit) {
                return Progress.DONE;
            }
        }
        return new Progress(true, last);
    }

    /**
     * How far letters were tried.
     *
     * @param available false if one cannot be committed now
     * @param last after which others may wait; 0 if none do
     */
    record Progress(boolean available, long last) {
        static final Progress DONE = new Progress(true, 0);
    }

    /** Until it does not come again meanwhile. */
    private Replayed replay(Tenant tenant, DeadLetter.Stored stored, Attempt.Reason why)
            throws InterruptedException {
        var last = stored;
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            var replayed = replayOnce(tenant, last, why);
            if (replayed.result != Result.COMMITTED || letters.remove(tenant, last)) {
                return replayed;
            }
            // What it said since is to be written, too.
            var now = letters.find(tenant, last.id());
            if (now.isEmpty()) {
                return replayed;
            }
            last = now.get();
        }
        return Replayed.of(last, Result.UNAVAILABLE, "it comes again and again");
    }

    private Replayed replayOnce(Tenant tenant, DeadLetter.Stored stored, Attempt.Reason why)
            throws InterruptedException {
        if (Origin.isCutOff(stored.letter())) {
            return Replayed.of(
                    stored,
                    Result.CUT_OFF,
                    "only the first "
                            + stored.letter().payload().length
                            + " bytes of the payload are kept");
        }
        var reading = Origin.reading(stored.letter(), topics);
        if (reading.isEmpty()) {
            return Replayed.of(
                    stored,
                    Result.UNKNOWN_ORIGIN,
                    "nobody listens to '"
                            + stored.letter().source()
                            + "', or it came over HTTP before it was kept whose it is, or it is an"
                            + " Entity that another broker refused");
        }
        if (why == Attempt.Reason.UNASKED && !isExplained(tenant, reading.get())) {
            return Replayed.of(stored, Result.REFUSED, "no config tells what it means");
        }
        try {
            return isOfAnother(tenant, reading.get())
                    ? Replayed.of(
                            stored, Result.REFUSED, "its apikey belongs to another tenant now")
                    : replayed(stored.id(), process(reading.get(), why));
        } catch (RuntimeException e) {
            if (Readings.isTransient(e)) {
                return Replayed.of(stored, Result.UNAVAILABLE, String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    /** A config may name any topic, also those of others. */
    private static boolean isExplained(Tenant tenant, Reading reading) {
        return reading.address() instanceof OfGroup(var listening, _)
                && listening.codec().isExplained()
                && listening.group().tenant().equals(tenant);
    }

    /** Letters of nobody are with the default tenant, and are those of whoever knows them now. */
    private boolean isOfAnother(Tenant tenant, Reading reading) {
        return !tenant.isDefault() && !owner(reading, tenant).equals(tenant);
    }

    private Tenant owner(Reading reading, Tenant fallback) {
        return switch (reading.address()) {
            case OfGroup(var listening, _) -> listening.group().tenant();
            case OfDevice address ->
                    senders.find(address.resource(), address.apikey(), address.device())
                                    instanceof Answer.Found(var sender)
                            ? sender.profile().tenant()
                            : fallback;
        };
    }

    private ReadingOutcome process(Reading reading, Attempt.Reason why)
            throws InterruptedException {
        var reply = new CompletableFuture<ReadingOutcome>();
        work.process(reading, Attempt.alone(why), reply);
        try {
            return reply.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw Readings.unavailable("the reading could not be committed in time");
        }
    }

    private static Replayed replayed(long id, ReadingOutcome outcome) {
        var refused = outcome.written() > 0 ? Result.PARTLY_COMMITTED : Result.REFUSED;
        var result = outcome.refusals().isEmpty() ? Result.COMMITTED : refused;
        return new Replayed(id, result, outcome.written(), outcome.refusals());
    }
}
