package city.auriga.api.binding;

import city.auriga.core.jsonld.Context;
import city.auriga.core.jsonld.ProcessedContexts;
import city.auriga.core.model.Tenant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Processed @contexts by the value that names them. */
public interface Contexts extends ProcessedContexts {
    /**
     * The @context of a request; a use of each document that it is made of (5.13.3).
     *
     * @param value of an {@code @context} member
     * @param tenant whose own @contexts the value may name
     * @throws city.auriga.core.problem.NgsiLdException BadRequestData or LdContextNotAvailable
     */
    Context ofRequest(Tenant tenant, JsonNode value, Origin origin);

    /** The same for what the broker does by itself; nothing is counted. */
    @Override
    Context get(Tenant tenant, JsonNode value);

    /**
     * The one URL of an @context. An array or an object, which has none, is served by the broker
     * from now on (5.13.1, ImplicitlyCreated).
     *
     * @throws city.auriga.core.problem.NgsiLdException BadRequestData if the tenant has too many
     */
    String url(Tenant tenant, Context context, Origin origin);

    /**
     * As {@link #url}, to be named in a reply: served as long as it is used now and then. Empty if
     * there is no room, because a client can read without it.
     */
    Optional<String> replyUrl(Tenant tenant, Context context, Origin origin);

    /**
     * From now on, what this value names by a URL of a reply is served until it is deleted.
     *
     * @throws city.auriga.core.problem.NgsiLdException BadRequestData if the tenant has too many
     */
    void keep(Tenant tenant, JsonNode value);
}
