package city.auriga.api.binding;

import city.auriga.core.jsonld.Context;
import tools.jackson.databind.JsonNode;

/**
 * The body of a request and the @context that its names are to be read with (6.3.5).
 *
 * @param body parsed JSON; a member {@code @context} at its top is still there
 * @param context of the request; of the body if it is an object of JSON-LD, else of the {@code
 *     Link} header or the core
 * @param linkedData whether the body came as {@code application/ld+json}: then each item of an
 *     array has its own @context
 * @param origin this broker, as the client reached it
 */
public record Payload(JsonNode body, Context context, boolean linkedData, Origin origin) {}
