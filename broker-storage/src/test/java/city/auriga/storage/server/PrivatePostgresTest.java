package city.auriga.storage.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivatePostgresTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private Path data;

    @Test
    void keepsDataPortAndPasswordAcrossRestarts() throws SQLException {
        int port;
        try (var server = start()) {
            port = server.port();
            execute(server, "CREATE TABLE reading AS SELECT 21 AS value");
        }
        try (var server = start()) {
            assertThat(server.port()).isEqualTo(port);
            assertThat(query(server, "SELECT value FROM reading")).isEqualTo("21");
        }
    }

    @Test
    void hasPostgisAndOrdersTextByCodePoint() throws SQLException {
        try (var server = start()) {
            execute(server, "CREATE EXTENSION postgis");
            assertThat(query(server, "SELECT 'Z' < 'a' AND 'a' < 'é'")).isEqualTo("t");
            assertThat(query(server, "SELECT lower('É')")).isEqualTo("é");
            assertThat(query(server, "SHOW server_encoding")).isEqualTo("UTF8");
        }
    }

    @Test
    void isDurableUnlessToldOtherwise() throws SQLException {
        try (var server = PrivatePostgres.start(PrivatePostgresSettings.in(data))) {
            assertThat(query(server, "SHOW fsync")).isEqualTo("on");
            assertThat(query(server, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(query(server, "SHOW data_checksums")).isEqualTo("on");
        }
    }

    @Test
    void anOperatorsSettingsWinButNotTheAddress() throws Exception {
        try (var server = start()) {
            assertThat(server.port()).isPositive();
        }
        Files.writeString(
                data.resolve("postgres/operator.conf"),
                "work_mem = '33MB'\nlisten_addresses = '*'\n");
        Files.setPosixFilePermissions(
                data.resolve("postgres/operator.conf"),
                PosixFilePermissions.fromString("rw-r--r--"));
        try (var server = start()) {
            assertThat(query(server, "SHOW work_mem")).isEqualTo("33MB");
            assertThat(query(server, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void onlyItsOwnerReadsThePassword() throws IOException {
        try (var server = start()) {
            var file = data.resolve("postgres.env");
            assertThat(Files.readString(file))
                    .contains("PGHOST=127.0.0.1\n", "PGPORT=" + server.port() + "\n")
                    .contains("PGUSER=auriga\n", "PGPASSWORD=" + server.password() + "\n");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(server.password()).hasSizeGreaterThan(30);
            assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl(), "auriga", ""))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void refusesASecondAurigaOnTheSameFolder() {
        try (var server = start()) {
            assertThat(server.port()).isPositive();
            assertThatThrownBy(this::start)
                    .isInstanceOf(PrivatePostgresException.class)
                    .hasMessageContaining("Another Auriga (process %d)", pid())
                    .hasMessageContaining("./auriga stop");
        }
    }

    @Test
    void refusesAFolderThatAnotherProcessUses() throws Exception {
        var other = startInOtherProcess();
        try {
            assertThatThrownBy(this::start)
                    .isInstanceOf(PrivatePostgresException.class)
                    .hasMessageContaining("Another Auriga (process %d)", other.pid());
        } finally {
            killAndWait(other);
            start().stop();
        }
    }

    @Test
    void takesOverTheServerOfAKilledAuriga() throws Exception {
        var other = startInOtherProcess();
        var postmaster = postmaster();
        killAndWait(other);
        assertThat(postmaster.isAlive()).isTrue();
        try (var server = start()) {
            assertThat(postmaster().pid()).isEqualTo(postmaster.pid());
            assertThat(query(server, "SELECT 1")).isEqualTo("1");
        }
        assertThat(postmaster.isAlive()).isFalse();
    }

    @Test
    void startsAKilledServerAgainOnTheSamePort() throws Exception {
        try (var server = start()) {
            execute(server, "CREATE TABLE reading AS SELECT 21 AS value");
            var first = postmaster();
            kill(first);
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> query(server, "SELECT value FROM reading").equals("21"));
            assertThat(postmaster().pid()).isNotEqualTo(first.pid());
        }
    }

    @Test
    void startsATakenOverServerAgainWhenItIsKilled() throws Exception {
        killAndWait(startInOtherProcess());
        try (var server = start()) {
            var first = postmaster();
            kill(first);
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> query(server, "SELECT 1").equals("1"));
            assertThat(postmaster().pid()).isNotEqualTo(first.pid());
        }
    }

    @Test
    void recoversWhenAurigaAndServerWereBothKilled() throws Exception {
        var other = startInOtherProcess();
        var postmaster = postmaster();
        killAndWait(other);
        kill(postmaster);
        try (var server = start()) {
            assertThat(query(server, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void isNotFooledByAProcessNumberThatWentToAnotherProgram() throws Exception {
        start().stop();
        Files.writeString(
                data.resolve("postgres/postmaster.pid"),
                "%d\n/data\n1\n15432\n.\n127.0.0.1\n1 1\nready\n".formatted(pid()));
        try (var server = start()) {
            assertThat(query(server, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void choosesAnotherPortWhenItsOwnIsTaken() throws Exception {
        int port;
        try (var server = start()) {
            port = server.port();
        }
        try (var other = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"));
                var server = start()) {
            assertThat(server.port()).isNotEqualTo(other.getLocalPort());
            assertThat(query(server, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void leavesNothingOfAnInterruptedFirstStart() throws Exception {
        Files.createDirectories(data.resolve("postgres.unfinished-1/cluster/base"));
        Files.writeString(data.resolve("postgres.unfinished-1/cluster/PG_VERSION"), "15\n");
        start().stop();
        assertThat(data).isDirectoryNotContaining("glob:**unfinished*");
    }

    @Test
    void saysThatAFolderIsNotACluster() throws IOException {
        Files.createDirectories(data.resolve("postgres/base"));
        assertThatThrownBy(this::start)
                .isInstanceOf(PrivatePostgresException.class)
                .hasMessageContaining("is not a complete PostgreSQL data folder");
    }

    @Test
    void saysThatAClusterIsDamaged() throws IOException {
        start().stop();
        Files.write(data.resolve("postgres/global/pg_control"), new byte[8192]);
        assertThatThrownBy(this::start)
                .isInstanceOf(PrivatePostgresException.class)
                .hasMessageContaining("is damaged")
                .hasMessageNotContaining("\n");
    }

    @Test
    void namesTheVersionThatAClusterNeeds() throws IOException {
        start().stop();
        Files.writeString(data.resolve("postgres/PG_VERSION"), "12\n");
        assertThatThrownBy(this::start)
                .isInstanceOf(PrivatePostgresException.class)
                .hasMessageContaining("made by PostgreSQL 12, which is not installed (found: ");
    }

    @Test
    void saysThatConfiguredProgramsAreMissing() {
        var settings = PrivatePostgresSettings.in(data).withProgramFolder(data);
        assertThatThrownBy(() -> PrivatePostgres.start(settings))
                .isInstanceOf(PrivatePostgresException.class)
                .hasMessageContaining("AURIGA_POSTGRES_BIN is " + data);
    }

    @Test
    void releasesTheFolderWhenTheStartFails() throws IOException {
        Files.createDirectories(data.resolve("postgres"));
        assertThatThrownBy(this::start).isInstanceOf(PrivatePostgresException.class);
        Files.delete(data.resolve("postgres"));
        try (var server = start()) {
            assertThat(server.port()).isPositive();
        }
    }

    private PrivatePostgres start() {
        return PrivatePostgres.start(
                PrivatePostgresSettings.in(data).withServerSettings(Map.of("fsync", "off")));
    }

    private Process startInOtherProcess() throws IOException {
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                PrivatePostgresStarter.class.getName(),
                                data.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        var output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        String line;
        do {
            line = output.readLine();
            assertThat(line).as("the other process ended before its server ran").isNotNull();
        } while (!line.startsWith("port "));
        return process;
    }

    private ProcessHandle postmaster() {
        return new Cluster(data)
                .postmasterPid()
                .flatMap(PostmasterPid::process)
                .orElseThrow(() -> new AssertionError("no server runs"));
    }

    private static void killAndWait(Process process) throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private static void kill(ProcessHandle process) {
        process.destroyForcibly();
        await().atMost(PATIENCE).until(() -> !process.isAlive());
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    private static void execute(PrivatePostgres server, String sql) throws SQLException {
        try (var connection = connect(server);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(PrivatePostgres server, String sql) throws SQLException {
        try (var connection = connect(server);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static Connection connect(PrivatePostgres server) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
    }
}
