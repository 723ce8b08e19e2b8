package city.auriga.storage.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** SQL kept in {@code .sql} files beside the class that runs it. */
public final class SqlResource {
    private SqlResource() {}

    /**
     * @param owner the class in whose package the file lies
     * @throws IllegalArgumentException if there is no such file
     */
    public static String read(Class<?> owner, String file) {
        try (var in = owner.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException("no " + file + " beside " + owner.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
