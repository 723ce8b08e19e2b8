package city.auriga.storage.server;

import java.nio.file.Files;
import java.nio.file.Path;

/** The one command that brings PostgreSQL and PostGIS to this machine. */
final class InstallHint {

    private InstallHint() {}

    /** For a machine that has no usable version yet. */
    static String any() {
        if (Files.exists(Path.of("/usr/bin/apt-get"))) {
            return sentence("apt-get install postgresql-postgis");
        }
        if (Files.exists(Path.of("/usr/bin/dnf"))) {
            return sentence("dnf install postgresql-server postgis");
        }
        return sentence("brew install postgresql@17 postgis");
    }

    static String of(int version) {
        if (Files.exists(Path.of("/usr/bin/apt-get"))) {
            return sentence("apt-get install postgresql-%d-postgis-3".formatted(version));
        }
        if (Files.exists(Path.of("/usr/bin/dnf"))) {
            return sentence("dnf install postgresql%1$d-server postgis34_%1$d".formatted(version));
        }
        return sentence("brew install postgresql@%d postgis".formatted(version));
    }

    private static String sentence(String command) {
        return "Install it with: %s%s (or set AURIGA_DATABASE_URL to use another server)."
                .formatted(command.startsWith("brew") ? "" : "sudo ", command);
    }
}
