package city.auriga.api.binding;

import city.auriga.core.model.Tenant;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What every request that reads entities has, whatever it asks for.
 *
 * @param media type of the answer
 * @param entityMap the header NGSILD-EntityMap (6.3.21); null if there is none
 */
public record ReadRequest(
        Tenant tenant,
        Parameters parameters,
        Media media,
        Preferences preferences,
        @Nullable String entityMap,
        Instant now) {}
