package city.auriga.core.registration;

import java.util.UUID;
import java.util.function.Supplier;

/** Port: the id that the database has given this Context Source. */
@FunctionalInterface
public interface SourceIds extends Supplier<UUID> {}
