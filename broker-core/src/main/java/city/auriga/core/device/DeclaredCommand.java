package city.auriga.core.device;

import city.auriga.core.model.Tenant;
import org.jspecify.annotations.Nullable;

/**
 * A command that something of a tenant declares, and the @context that is declared beside it.
 *
 * @param name null if there is only an @context
 * @param context URL; null for none
 */
public record DeclaredCommand(Tenant tenant, @Nullable String name, @Nullable String context) {}
