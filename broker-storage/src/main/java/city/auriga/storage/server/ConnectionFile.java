package city.auriga.storage.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * {@code postgres.env} in the data folder: how psql, pgbench and scripts reach the server, in the
 * variables they read anyway. It is also where the port is kept from one start to the next.
 */
record ConnectionFile(Path file) {

    private static final Pattern PORT = Pattern.compile("(?m)^PGPORT=(\\d{4,5})$");

    /** Below the range from which systems take the ports of outgoing connections. */
    private static final int LOWEST_PORT = 15_432;

    private static final int PORTS = 10_000;

    static ConnectionFile in(Path dataFolder) {
        return new ConnectionFile(dataFolder.resolve("postgres.env"));
    }

    /** The port of last time if it is still free, else another. */
    int freePort() {
        var start = ThreadLocalRandom.current().nextInt(PORTS);
        return IntStream.concat(
                        port().stream(),
                        IntStream.range(0, PORTS).map(n -> LOWEST_PORT + (start + n) % PORTS))
                .filter(ConnectionFile::isFree)
                .findFirst()
                .orElseThrow(() ->
                        new PrivatePostgresException(
                                "No port from %d to %d is free for the private PostgreSQL."
                                        .formatted(LOWEST_PORT, LOWEST_PORT + PORTS - 1)));
    }

    private OptionalInt port() {
        try {
            var port = PORT.matcher(Files.readString(file));
            return port.find()
                    ? OptionalInt.of(Integer.parseInt(port.group(1)))
                    : OptionalInt.empty();
        } catch (NoSuchFileException _) {
            return OptionalInt.empty();
        } catch (IOException e) {
            throw StartFailure.writing(file, e);
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    void write(int port, String database, String user, String password) {
        var text =
                """
                # Written by Auriga at every start. In a shell: set -a; . %s; set +a; psql
                PGHOST=127.0.0.1
                PGPORT=%d
                PGDATABASE=%s
                PGUSER=%s
                PGPASSWORD=%s
                """
                        .formatted(file, port, database, user, password);
        try {
            PrivateFile.replace(file, text, null);
        } catch (IOException e) {
            throw StartFailure.writing(file, e);
        }
    }
}
