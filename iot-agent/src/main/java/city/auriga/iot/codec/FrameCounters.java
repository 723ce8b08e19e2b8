package city.auriga.iot.codec;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.OptionalLong;

/** How many frames were lost on the air, by the numbers of those that were not. */
final class FrameCounters {
    private static final long UNKNOWN = -1;

    private final Cache<String, Frame> last;

    /**
     * @param devices that are remembered at most
     */
    FrameCounters(int devices) {
        last = Caffeine.newBuilder().maximumSize(devices).executor(Runnable::run).build();
    }

    /**
     * @param lost right before it
     */
    private record Frame(String session, long number, long lost) {}

    /**
     * Frames that were lost between this one and the last one that was heard of the device; empty
     * if none was heard in this session, or a later one was. The same frame again has the same
     * answer.
     */
    OptionalLong lostBefore(String device, String session, long number) {
        var frame =
                last.asMap()
                        .compute(
                                device,
                                (_, before) ->
                                        before == null
                                                ? new Frame(session, number, UNKNOWN)
                                                : after(before, session, number));
        return frame.lost() == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(frame.lost());
    }

    private static Frame after(Frame before, String session, long number) {
        if (!before.session().equals(session) || number < before.number()) {
            return new Frame(session, number, UNKNOWN);
        }
        return number == before.number()
                ? before
                : new Frame(session, number, number - before.number() - 1);
    }

    long size() {
        return last.estimatedSize();
    }
}
