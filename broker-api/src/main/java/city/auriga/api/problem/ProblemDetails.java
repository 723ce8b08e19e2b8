package city.auriga.api.problem;

import city.auriga.core.problem.NgsiLdException;
import tools.jackson.core.JsonGenerator;

/** Writes a ProblemDetails document (5.2.37, RFC 7807). */
public final class ProblemDetails {
    private ProblemDetails() {}

    public static void write(JsonGenerator out, NgsiLdException error) {
        var problem = error.problem();
        out.writeStartObject();
        out.writeStringProperty("type", problem.uri());
        out.writeStringProperty("title", problem.title());
        out.writeNumberProperty("status", Status.of(problem));
        out.writeStringProperty("detail", error.getMessage());
        if (error.member() != null) {
            out.writeStringProperty("member", error.member());
        }
        out.writeEndObject();
    }
}
