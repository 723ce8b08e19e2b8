package city.auriga.api.fuzz;

import city.auriga.api.Answer;
import city.auriga.api.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What is wrong with the answer to a broken request. */
final class Verdict {
    /** Classes with their package, exceptions, frames of a stack trace, names of our libraries. */
    private static final Set<Integer> BARE = Set.of(405, 411, 415);

    private static final Pattern INNARDS =
            Pattern.compile(
                    "\\b(java|javax|jakarta|org|com|tools|city)(\\.[a-z0-9]+)+\\.[A-Z]\\w+"
                            + "|\\w(Exception|Throwable)\\b|\\.java:\\d+"
                            + "|\\b(Object|Array|Json)Node\\b|\\w(Feature|Constraints)\\b|Feature '"
                            + "|(?i)jackson|hibernate|springframework|jdbc|pgjdbc|SQLSTATE|flyway");

    private final Mutation mutation;
    private final Answer answer;
    private final boolean ngsiLd;

    private Verdict(Mutation mutation, Answer answer, boolean ngsiLd) {
        this.mutation = mutation;
        this.answer = answer;
        this.ngsiLd = ngsiLd;
    }

    /** Nothing if the answer is as it must be. */
    static Optional<String> of(Mutation mutation, Answer answer, boolean ngsiLd) {
        return new Verdict(mutation, answer, ngsiLd)
                .fault()
                .map(fault ->
                        fault
                                + "\n  by "
                                + mutation
                                + "\n  "
                                + answer.status()
                                + " "
                                + answer.text());
    }

    private Optional<String> fault() {
        var innards = INNARDS.matcher(answer.text());
        if (innards.find()) {
            return Optional.of("shows its innards, '" + innards.group() + "'");
        }
        List<JsonNode> problems;
        try {
            problems = problems();
        } catch (JacksonException e) {
            return Optional.of("answers with what is no JSON");
        }
        var badDocument =
                problems.stream()
                        .filter(p -> !isDocument(p))
                        .map(p -> "no problem document")
                        .findFirst();
        if (badDocument.isPresent()) {
            return badDocument;
        }
        if (answer.status() >= 500 && !isAllowed(problems)) {
            return Optional.of("fails");
        }
        return mutation.refused() ? missed(problems) : Optional.empty();
    }

    /** The document of the answer, or those of the items of a batch. */
    private List<JsonNode> problems() {
        var problems = new ArrayList<JsonNode>();
        if (answer.status() == 207) {
            answer.json().path("errors").forEach(item -> problems.add(item.path("error")));
        } else if (answer.status() >= 400 && !isBareOnPurpose()) {
            if (!answer.header("Content-Type").startsWith("application/json")) {
                problems.add(Json.of("{}"));
            } else {
                problems.add(answer.json());
            }
        }
        return problems;
    }

    /**
     * The answer to HEAD never has a body, 406 lists what there is; statuses that say everything
     * need no document (6.3.4).
     */
    private boolean isBareOnPurpose() {
        return answer.status() == 406
                || answer.request().startsWith("HEAD ")
                || (BARE.contains(answer.status()) && answer.text().isEmpty());
    }

    private boolean isDocument(JsonNode problem) {
        if (!ngsiLd && has(problem, "name") && has(problem, "message")) {
            return true;
        }
        int status = problem.path("status").asInt(0);
        return has(problem, "type")
                && has(problem, "title")
                && has(problem, "detail")
                && (answer.status() == 207
                        ? status >= 400 && (status < 500 || status == 501)
                        : status == answer.status());
    }

    private static boolean has(JsonNode problem, String member) {
        return !problem.path(member).asString("").isBlank();
    }

    /** What is not built says so (501); a remote @context may be out of reach (504). */
    private boolean isAllowed(List<JsonNode> problems) {
        var kind =
                problems.stream()
                        .map(p -> p.path("type").asString("") + p.path("name").asString(""))
                        .findFirst()
                        .orElse("");
        return switch (answer.status()) {
            case 501 -> kind.endsWith("NotImplemented") || kind.endsWith("NOT_IMPLEMENTED");
            case 504 -> kind.endsWith("LdContextNotAvailable");
            default -> false;
        };
    }

    private Optional<String> missed(List<JsonNode> problems) {
        boolean refused = answer.status() == 207 ? !problems.isEmpty() : answer.status() >= 400;
        if (!refused) {
            return Optional.of("is content");
        }
        return mutation.named()
                .filter(name ->
                        !problems.isEmpty() && problems.stream().noneMatch(p -> names(p, name)))
                .map(name -> "does not name '" + name + "'");
    }

    private static boolean names(JsonNode problem, String name) {
        return problem.path("member").asString("").contains(name)
                || problem.path("detail").asString("").contains(name)
                || problem.path("message").asString("").contains(name);
    }
}
