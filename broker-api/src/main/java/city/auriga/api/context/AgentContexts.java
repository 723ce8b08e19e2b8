package city.auriga.api.context;

import city.auriga.api.binding.Origin;
import city.auriga.core.jsonld.ContextDocuments;
import city.auriga.core.model.Tenant;
import java.time.InstantSource;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * The @context documents of groups of devices: remote ones, local copies, and the default tenant's.
 */
@Component
class AgentContexts implements ContextDocuments {
    private static final Origin NO_CLIENT = new Origin("", "", -1);

    private final ContextLibrary library;
    private final InstantSource clock;

    AgentContexts(ContextLibrary library, InstantSource clock) {
        this.library = library;
        this.clock = clock;
    }

    @Override
    public JsonNode load(String url) {
        return new ContextLoading(library, Tenant.DEFAULT, NO_CLIENT, clock.instant()).load(url);
    }
}
