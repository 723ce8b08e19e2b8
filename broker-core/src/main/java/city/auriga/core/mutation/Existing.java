package city.auriga.core.mutation;

import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.problem.NgsiLdException;
import org.jspecify.annotations.Nullable;

/** The Entity that a mutation needs to be there. */
final class Existing {
    /** The core IRI of the member {@code scope}, as results name it. */
    static final String SCOPE = "https://uri.etsi.org/ngsi-ld/scope";

    /** The core IRI of the member {@code expiresAt}. */
    static final String EXPIRES_AT = "https://uri.etsi.org/ngsi-ld/expiresAt";

    private Existing() {}

    /**
     * @throws NgsiLdException ResourceNotFound if there is none
     */
    static Entity require(@Nullable Entity current, EntityId id) {
        if (current == null) {
            throw NgsiLdException.notFound("there is no Entity " + id);
        }
        return current;
    }

    static NgsiLdException noAttribute(EntityId id, String name, @Nullable String datasetId) {
        return NgsiLdException.notFound(
                "the Entity "
                        + id
                        + " has no Attribute "
                        + name
                        + (datasetId == null
                                ? " (default instance)"
                                : " with datasetId " + datasetId));
    }
}
