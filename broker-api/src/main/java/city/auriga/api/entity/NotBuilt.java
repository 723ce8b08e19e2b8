package city.auriga.api.entity;

import city.auriga.api.binding.Parameters;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import tools.jackson.databind.JsonNode;

/** What the standard has and this version does not: said, never silently passed over. */
final class NotBuilt {
    private NotBuilt() {}

    /**
     * @throws NgsiLdException NotImplemented if one of the parameters is there
     */
    static void refuse(Parameters parameters, String... names) {
        for (var name : names) {
            if (parameters.has(name)) {
                throw new NgsiLdException(
                        Problem.NOT_IMPLEMENTED,
                        "the parameter '" + name + "' is not built yet for this operation",
                        name);
            }
        }
    }

    /**
     * @throws NgsiLdException NotImplemented if one of the members is there
     */
    static void refuse(JsonNode body, String... members) {
        for (var member : members) {
            if (body.has(member)) {
                throw new NgsiLdException(
                        Problem.NOT_IMPLEMENTED,
                        "the member '" + member + "' is not built yet for this operation",
                        "$." + member);
            }
        }
    }
}
