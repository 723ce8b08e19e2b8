package city.auriga.api.binding;

import city.auriga.core.jsonld.Context;
import tools.jackson.databind.JsonNode;

/** Processed @contexts by the value that names them. */
@FunctionalInterface
public interface Contexts {
    /**
     * @param value of an {@code @context} member
     * @throws city.auriga.core.problem.NgsiLdException BadRequestData or LdContextNotAvailable
     */
    Context get(JsonNode value);
}
