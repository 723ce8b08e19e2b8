package city.auriga.api.problem;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import tools.jackson.core.JsonGenerator;

/** Writes a ProblemDetails document (5.2.37, RFC 7807). */
public final class ProblemDetails {
    private ProblemDetails() {}

    public static void write(JsonGenerator out, NgsiLdException error) {
        var problem = error.problem();
        out.writeStartObject();
        members(out, problem, problem.title(), Status.of(problem), error.getMessage());
        if (error.member() != null) {
            out.writeStringProperty("member", error.member());
        }
        out.writeStringProperty("help", ErrorPages.PATH + problem.term());
        out.writeEndObject();
    }

    /** An error of HTTP, for which the standard has no type of its own. */
    static void write(JsonGenerator out, Problem nearest, String title, int status, String detail) {
        out.writeStartObject();
        members(out, nearest, title, status, detail);
        out.writeEndObject();
    }

    private static void members(
            JsonGenerator out, Problem problem, String title, int status, String detail) {
        out.writeStringProperty("type", problem.uri());
        out.writeStringProperty("title", title);
        out.writeNumberProperty("status", status);
        out.writeStringProperty("detail", detail);
    }
}
