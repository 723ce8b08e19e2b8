package city.auriga.core.device;

import java.util.Arrays;
import java.util.Optional;

/** How much who asks for a command wants to hear of it: its quality of service (Annex H.1). */
public enum Feedback {
    /** 0: that it was sent, or could not be; no answer is waited for. */
    NONE(0),
    /** 1: the answer. */
    ANSWER(1),
    /** 2: that it was sent, and whatever the device says of it, however often. */
    ALL(2);

    private final int qos;

    Feedback(int qos) {
        this.qos = qos;
    }

    public int qos() {
        return qos;
    }

    public static Optional<Feedback> ofQos(int qos) {
        return Arrays.stream(values()).filter(feedback -> feedback.qos == qos).findFirst();
    }
}
