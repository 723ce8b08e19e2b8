package city.auriga.core.jsonld;

import tools.jackson.databind.JsonNode;

/** Port: where remote @context documents come from. */
@FunctionalInterface
public interface ContextDocuments {
    /**
     * @param url absolute, never one of the core @context
     * @return the document, an object with a member {@code @context}
     * @throws city.auriga.core.problem.NgsiLdException LdContextNotAvailable if it cannot be had in
     *     time; BadRequestData if it is no @context
     */
    JsonNode load(String url);
}
