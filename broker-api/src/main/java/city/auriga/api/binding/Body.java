package city.auriga.api.binding;

import tools.jackson.databind.JsonNode;

/**
 * The body of a request that is read without any @context: its {@code @context}, if it has one, is
 * what it is about.
 */
public record Body(JsonNode json) {}
