package city.auriga.storage.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Files and folders that only one user may read. */
final class PrivateFile {

    private PrivateFile() {}

    /**
     * Replaces a file as a whole. Links that the owner of the folder may have put there are never
     * followed, since the writer may be root.
     */
    static void replace(Path file, String text, @Nullable UserPrincipal owner) throws IOException {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        var permissions =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel = Files.newByteChannel(fresh, Set.of(CREATE_NEW, WRITE), permissions)) {
            channel.write(UTF_8.encode(text));
        }
        give(fresh, owner);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    static void createFolder(Path folder, @Nullable UserPrincipal owner) throws IOException {
        var permissions = PosixFilePermissions.fromString("rwx------");
        Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(permissions));
        give(folder, owner);
    }

    private static void give(Path path, @Nullable UserPrincipal owner) throws IOException {
        if (owner != null) {
            Files.getFileAttributeView(
                            path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setOwner(owner);
        }
    }
}
