package city.auriga.core.device;

import java.util.Set;
import java.util.UUID;

/**
 * Port: what processes tell each other of questions to devices. Every method may throw {@link
 * city.auriga.core.problem.NgsiLdException} with problem {@code SERVICE_UNAVAILABLE}.
 */
public interface QuestionNews {
    /** Whether there is anybody to tell. */
    boolean hasOthers();

    /**
     * A question waits for its answer.
     *
     * @param sent whether the device has got it; else somebody else may reach it
     */
    void asked(DeviceQuestion question, boolean sent);

    /** A question of another process is on its way. */
    void sent(UUID question);

    /**
     * An answer to a question of another process is committed.
     *
     * @param values names on the wire of what came; if they are too many, none is told
     * @param usable whether all of it could be used
     */
    void answered(UUID question, Set<String> values, boolean usable);
}
