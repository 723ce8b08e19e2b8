package city.auriga.api.entity;

import city.auriga.api.binding.Parameters;
import java.util.List;

/** The parameter {@code options}, a list of keywords (6.3.11). */
final class Options {
    private Options() {}

    /** The keywords of this request, each of them known to its operation. */
    static List<String> parse(Parameters parameters, String... known) {
        return parameters.keywords("options", List.of(known));
    }
}
