package city.auriga.storage.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A process that starts the private PostgreSQL, says so, and then waits to be killed. */
final class PrivatePostgresStarter {

    private PrivatePostgresStarter() {}

    public static void main(String[] arguments) throws IOException {
        var settings =
                PrivatePostgresSettings.in(Path.of(arguments[0]))
                        .withServerSettings(Map.of("fsync", "off"));
        var server = PrivatePostgres.start(settings);
        System.out.println("port " + server.port());
        System.in.read();
    }
}
