package city.auriga.storage.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartFailureTest {

    private static final Path FOLDER = Path.of("/data/postgres");
    private static final Path LOG = Path.of("/data/postgres-start.log");

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = " -> ",
            textBlock =
                    """
                    FATAL:  could not write lock file "postmaster.pid": No space left on device -> is full
                    FATAL:  could not create shared memory segment: Cannot allocate memory -> shared memory
                    FATAL:  could not resize shared memory segment "/PostgreSQL.1": No space -> shared memory
                    FATAL:  data directory "/data/postgres" has wrong ownership -> with mode 0700
                    FATAL:  could not open file "base/1/2": Permission denied -> with mode 0700
                    LOG:  could not bind IPv4 address "127.0.0.1": Address already in use -> was taken
                    FATAL:  database files are incompatible with server -> another build
                    PANIC:  could not locate a valid checkpoint record -> is damaged
                    FATAL:  could not open file "global/pg_filenode.map": No such file or directory -> is damaged
                    FATAL:  something that nobody foresaw -> /data/postgres-start.log has the details. (PostgreSQL: something that nobody foresaw)
                    """)
    void explains(String said, String explained) {
        assertThat(StartFailure.explain("2026-01-01 [1] " + said, FOLDER, LOG))
                .hasMessageContaining(explained)
                .hasMessageNotContaining("\n");
    }

    @Test
    void explainsADiskThatAurigaItselfFindsFull() {
        var full = new FileSystemException("/data/x", null, "No space left on device");
        assertThat(StartFailure.writing(FOLDER, full)).hasMessageContaining("is full");
        assertThat(StartFailure.writing(FOLDER, new IOException("odd")))
                .hasMessage("Cannot write in /data/postgres: IOException odd");
    }
}
