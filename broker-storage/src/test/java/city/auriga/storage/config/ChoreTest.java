package city.auriga.storage.config;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is told of work that is done every second. */
class ChoreTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(Chore.class);

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        LOG.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        LOG.detachAppender(log);
    }

    @Test
    void aFailureIsToldOfOnceUntilItIsOver() {
        var failures = new ArrayDeque<>(List.of(true, true, true, false, false, true, true));
        int runs = failures.size();
        var chore =
                new Chore(
                        "counting",
                        () -> {
                            if (failures.remove()) {
                                throw new SQLException("nobody is there");
                            }
                        });
        for (int i = 0; i < runs; i++) {
            chore.run();
        }
        assertThat(log.list)
                .extracting(event -> event.getLevel() + " " + event.getFormattedMessage())
                .containsExactly(
                        "WARN counting failed, and is tried again: nobody is there",
                        "INFO counting goes on",
                        "WARN counting failed, and is tried again: nobody is there");
    }
}
