package city.auriga.api.fuzz;

import city.auriga.api.Api;
import city.auriga.api.Json;
import java.util.List;
import java.util.stream.Stream;

/** Valid requests of all operations that are built, for one tenant. */
final class Templates {
    /** In the paths of those about one Entity, subscription or device. */
    static final String ID = "urn:ngsi-ld:Fuzz:1";

    private Templates() {}

    static List<Template> of(String tenant) {
        return Stream.of(
                        EntityTemplates.of(tenant),
                        QueryTemplates.of(tenant),
                        SelectionTemplates.of(tenant),
                        SubscriptionTemplates.of(tenant),
                        ContextTemplates.of(tenant),
                        ProvisioningTemplates.of(tenant))
                .flatMap(List::stream)
                .toList();
    }

    /** A request of the NGSI-LD API. */
    static Request request(String tenant, String method, String path) {
        return Request.of(method, "/ngsi-ld/v1" + path).withHeader("NGSILD-Tenant", tenant);
    }

    /**
     * @param parameters names and values in turn, not encoded
     */
    static Request with(Request request, String... parameters) {
        var all = request;
        for (int i = 0; i < parameters.length; i += 2) {
            all = all.withParameter(parameters[i], Api.segment(parameters[i + 1]));
        }
        return all;
    }

    /**
     * @param json may be lenient
     */
    static Request post(Request request, String json) {
        return request.withMethod("POST")
                .withHeader("Content-Type", "application/json")
                .withBody(Template.text(Json.of(json)));
    }
}
