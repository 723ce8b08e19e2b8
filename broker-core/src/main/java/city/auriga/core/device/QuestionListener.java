package city.auriga.core.device;

import java.util.Set;
import java.util.UUID;

/** Port: who asks devices, or hears their answers, here or on another replica. */
public interface QuestionListener {
    /**
     * Somebody asks a device.
     *
     * @param sent whether the device has got the question
     */
    void asked(DeviceQuestion question, boolean sent);

    /** Somebody has sent a question. */
    void sent(UUID question);

    /**
     * Somebody has committed the answer to a question.
     *
     * @param values names on the wire of what came, of the question and perhaps others
     * @param usable whether all of it could be used
     */
    void answered(UUID question, Set<String> values, boolean usable);
}
