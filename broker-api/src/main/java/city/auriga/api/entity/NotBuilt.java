package city.auriga.api.entity;

import city.auriga.api.binding.Parameters;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;

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
}
