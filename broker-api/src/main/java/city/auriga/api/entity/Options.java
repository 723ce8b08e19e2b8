package city.auriga.api.entity;

import city.auriga.api.binding.Parameters;
import city.auriga.core.problem.NgsiLdException;
import java.util.List;
import java.util.Set;

/** The parameter {@code options}, a list of keywords (6.3.11). */
final class Options {
    private Options() {}

    /**
     * @throws NgsiLdException InvalidRequest for a keyword that this operation does not know
     */
    static List<String> parse(Parameters parameters, String... known) {
        var allowed = Set.of(known);
        var options = parameters.list("options");
        for (var option : options) {
            if (!allowed.contains(option)) {
                throw NgsiLdException.invalid(
                        "options",
                        "unknown option '" + option + "'; known here: " + String.join(", ", known));
            }
        }
        return options;
    }
}
