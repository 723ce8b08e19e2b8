package city.auriga.storage.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * One Auriga per data folder. The operating system releases the lock when the process ends, however
 * it ends; the process id in the file is only there for people and for {@code ./auriga stop}.
 */
public final class DataFolderLock implements AutoCloseable {

    private static final String FILE = "auriga.lock";

    private final FileChannel channel;

    private DataFolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Makes the folder if it is missing and locks it.
     *
     * @throws PrivatePostgresException if another Auriga holds it, or it cannot be written
     */
    public static DataFolderLock acquire(Path dataFolder) {
        var file = dataFolder.resolve(FILE);
        try {
            Files.createDirectories(dataFolder);
            var channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            return lock(channel, dataFolder);
        } catch (AccessDeniedException e) {
            throw new PrivatePostgresException(
                    "No permission to write %s: start Auriga as the user it belongs to."
                            .formatted(e.getFile()),
                    e);
        } catch (IOException e) {
            throw StartFailure.writing(dataFolder, e);
        }
    }

    private static DataFolderLock lock(FileChannel channel, Path dataFolder) throws IOException {
        try {
            if (tryLock(channel) == null) {
                throw new PrivatePostgresException(
                        ("Another Auriga (process %s) is using %s: stop it with ./auriga stop, or"
                             + " give this one a folder of its own (AURIGA_DATA_FOLDER).")
                                .formatted(read(channel), dataFolder));
            }
            channel.truncate(0);
            channel.write(UTF_8.encode(ProcessHandle.current().pid() + "\n"));
            return new DataFolderLock(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    private static String read(FileChannel channel) throws IOException {
        var bytes = ByteBuffer.allocate(32);
        channel.read(bytes, 0);
        return UTF_8.decode(bytes.flip()).toString().strip();
    }

    /** Releases the folder. The file stays: removing it would race with the next process. */
    @Override
    public void close() {
        try (channel) {
            channel.truncate(0);
        } catch (IOException e) {
            throw new PrivatePostgresException("The lock of the data folder was not released.", e);
        }
    }
}
