package city.auriga.storage.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.storage.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;

class SpoolLockTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicLong now = new AtomicLong(-SECOND);

    private TestDatabase server;
    private SpoolLock lock;
    private SpoolLock other;
    private boolean away;

    @BeforeEach
    void start() {
        server = TestDatabase.create();
        lock = new SpoolLock(server.dataSource());
        other =
                new SpoolLock(
                        new DelegatingDataSource(server.dataSource()) {
                            @Override
                            public Connection getConnection() throws SQLException {
                                if (away) {
                                    throw new SQLException("away");
                                }
                                opened.incrementAndGet();
                                return super.getConnection();
                            }
                        },
                        now::get);
    }

    @AfterEach
    void stop() throws SQLException {
        lock.close();
        other.close();
        server.close();
    }

    @Test
    void whoHasItNotTriesOnceASecondOverOneConnection() throws Exception {
        assertThat(lock.isMine()).isTrue();
        for (int i = 0; i < 3; i++) {
            assertThat(other.isMine()).isFalse();
            now.addAndGet(SECOND);
        }
        assertThat(opened).hasValue(1);
        assertThat(other.isMine()).isFalse();
        lock.release();
        assertThat(other.isMine()).as("it has just tried").isFalse();
        awaitLock();
        assertThat(other.isMine()).as("again, without a wait").isTrue();
        assertThat(opened).hasValue(1);
        assertThat(lock.isMine()).isFalse();
    }

    @Test
    void opensAnotherConnectionInsteadOfABrokenOne() throws Exception {
        assertThat(lock.isMine()).isTrue();
        assertThat(other.isMine()).isFalse();
        endConnections();
        assertThat(other.isMine()).isFalse();
        assertThat(opened).as("it is not time yet").hasValue(1);
        awaitLock();
        assertThat(opened).hasValue(2);
        assertThat(lock.isMine()).as("lost").isFalse();
        assertThat(lock.isMine()).as("of another one now").isFalse();
    }

    @Test
    void doesNotAskAServerThatIsAwayAtOnceAgain() {
        away = true;
        assertThatExceptionOfType(NgsiLdException.class).isThrownBy(other::isMine);
        away = false;
        assertThat(other.isMine()).isFalse();
        now.addAndGet(SECOND);
        assertThat(other.isMine()).isTrue();
    }

    /** The server ends a connection, and lets its locks go, a moment after it was closed. */
    private void awaitLock() {
        await().until(() -> {
            now.addAndGet(SECOND);
            return other.isMine();
        });
    }

    private void endConnections() throws SQLException {
        try (var connection = server.connect();
                var kill =
                        connection.prepareStatement(
                                """
                                SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
                                WHERE datname = current_database() AND pid <> pg_backend_pid()\
                                """);
                var ended = kill.executeQuery()) {
            while (ended.next()) {
                assertThat(ended.getBoolean(1)).isTrue();
            }
        }
    }
}
