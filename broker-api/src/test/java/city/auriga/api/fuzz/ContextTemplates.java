package city.auriga.api.fuzz;

import java.util.List;

/** The @contexts that the broker stores. */
final class ContextTemplates {
    private static final String CONTEXT =
            """
            {'@context': [{'a': 'https://ex.org/a', 'b': {'@id': 'https://ex.org/b', '@type': '@id'}}],
             'more': 1}
            """;

    private ContextTemplates() {}

    static List<Template> of(String tenant) {
        var all = Templates.request(tenant, "POST", "/jsonldContexts");
        var core =
                Templates.request(
                        tenant,
                        "GET",
                        "/jsonldContexts/https%3A%2F%2Furi.etsi.org%2Fngsi-ld%2Fv1%2Fngsi-ld-core-context-v1.9.jsonld");
        var added = Templates.post(all, CONTEXT);
        return List.of(
                Template.of("Add @context", all, Grammar.FREE, CONTEXT),
                Template.of(
                        "List @contexts",
                        Templates.with(all.withMethod("GET"), "kind", "Cached", "details", "true"),
                        added),
                Template.of("Serve @context", Templates.with(core, "details", "true"), added),
                Template.of(
                        "Delete and Reload @context",
                        Templates.with(core.withMethod("DELETE"), "reload", "true"),
                        added));
    }
}
