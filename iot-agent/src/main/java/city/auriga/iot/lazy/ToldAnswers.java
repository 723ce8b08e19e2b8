package city.auriga.iot.lazy;

import city.auriga.core.device.QuestionNews;
import city.auriga.core.problem.NgsiLdException;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells other processes of answers to their questions, each once and one after the other, whatever
 * devices repeat. Where there are too many the oldest go: their readers have waited the longest.
 */
final class ToldAnswers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ToldAnswers.class);
    private static final int QUEUE = 1_000;
    private static final Duration REMEMBERED = Duration.ofMinutes(5);

    private final QuestionNews news;
    private final BooleanSupplier others;
    private final Cache<Told, Boolean> told =
            Caffeine.newBuilder().maximumSize(20_000).expireAfterWrite(REMEMBERED).build();
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(
                    1,
                    1,
                    1,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(QUEUE),
                    Thread.ofVirtual().name("told-answers").factory(),
                    new ThreadPoolExecutor.DiscardOldestPolicy());

    /** A device may answer in several messages, each with some of what it was asked. */
    private record Told(UUID question, Set<String> values) {}

    /**
     * @param others whether there is anybody to tell; may block
     */
    ToldAnswers(QuestionNews news, BooleanSupplier others) {
        this.news = news;
        this.others = others;
    }

    /** Does not block. */
    void tell(UUID question, Set<String> values, boolean usable) {
        if (told.asMap().putIfAbsent(new Told(question, Set.copyOf(values)), true) == null) {
            thread.execute(() -> tellSafely(question, values, usable));
        }
    }

    private void tellSafely(UUID question, Set<String> values, boolean usable) {
        try {
            if (others.getAsBoolean()) {
                news.answered(question, values, usable);
            }
        } catch (NgsiLdException unavailable) {
            LOG.debug("an answer is not told to another process");
        } catch (RuntimeException | Error e) {
            // The next one may be told; who waits for this one gives up in time.
            LOG.error("an answer is not told to another process", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
