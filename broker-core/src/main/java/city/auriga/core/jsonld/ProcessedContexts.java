package city.auriga.core.jsonld;

import city.auriga.core.model.Tenant;
import tools.jackson.databind.JsonNode;

/** Port: processed @contexts by the value that names them. */
@FunctionalInterface
public interface ProcessedContexts {
    /**
     * @param tenant whose own @contexts the value may name
     * @param value of an {@code @context} member
     * @throws city.auriga.core.problem.NgsiLdException BadRequestData if it is no @context;
     *     LdContextNotAvailable if one of its URLs cannot be loaded
     */
    Context get(Tenant tenant, JsonNode value);
}
