package city.auriga.iot.reading;

import city.auriga.core.device.DeviceQuestion;
import city.auriga.core.device.QuestionListener;
import city.auriga.core.device.QuestionNews;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a process tells others, of which there are none unless a test says so. */
public final class RecordedNews implements QuestionNews {
    public final List<String> told = new CopyOnWriteArrayList<>();
    private final List<QuestionListener> listeners = new CopyOnWriteArrayList<>();
    public volatile boolean others;

    /** All that is told is heard there. */
    public void tell(QuestionListener listener) {
        listeners.add(listener);
        others = true;
    }

    @Override
    public boolean hasOthers() {
        return others;
    }

    @Override
    public void asked(DeviceQuestion question, boolean sent) {
        told.add("asked " + question.values() + (sent ? " sent" : ""));
        listeners.forEach(listener -> listener.asked(question, sent));
    }

    @Override
    public void sent(UUID question) {
        told.add("sent");
        listeners.forEach(listener -> listener.sent(question));
    }

    @Override
    public void answered(UUID question, Set<String> values, boolean usable) {
        told.add("answered " + new TreeSet<>(values) + (usable ? "" : " faulty"));
        listeners.forEach(listener -> listener.answered(question, values, usable));
    }
}
