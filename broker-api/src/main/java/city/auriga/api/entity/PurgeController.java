package city.auriga.api.entity;

import city.auriga.api.binding.Commits;
import city.auriga.api.binding.Operation;
import city.auriga.api.binding.Parameters;
import city.auriga.api.binding.Reply;
import city.auriga.core.entity.EntityStore;
import city.auriga.core.entity.MutationWriter;
import city.auriga.core.entity.Purge;
import city.auriga.core.entity.PurgeEntities;
import city.auriga.core.jsonld.Context;
import city.auriga.core.model.Tenant;
import city.auriga.core.query.TermExpander;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;

/** Purges of entities (6.4.3.3). */
@Controller
class PurgeController {
    private final PurgeEntities purges;
    private final Commits commits;

    PurgeController(EntityStore store, MutationWriter writer, Commits commits) {
        this.purges = new PurgeEntities(store, writer);
        this.commits = commits;
    }

    /** 6.4.3.3 Purge Entities. */
    @DeleteMapping("/ngsi-ld/v1/entities")
    @Operation(
            name = "Purge Entities",
            parameters = {
                "id",
                "idPattern",
                "type",
                "attrs",
                "q",
                "expandValues",
                "jsonKeys",
                "scopeQ",
                "csf",
                "georel",
                "geometry",
                "coordinates",
                "geoproperty",
                "geometryProperty",
                "keep",
                "drop"
            })
    Reply purge(Tenant tenant, Parameters parameters, Context context, Instant now) {
        var query = QueryParameters.parse(parameters, context).query();
        var purge =
                Purge.of(
                        query,
                        names(parameters, "keep", context::expand),
                        names(parameters, "drop", context::expand));
        EntityQueryController.requireNarrow(query, parameters);
        var result = purges.purge(tenant, purge, now, commits::await);
        return result.isComplete() ? Reply.noContent() : BatchReplies.multiStatus(result);
    }

    private static @Nullable Set<String> names(
            Parameters parameters, String parameter, TermExpander terms) {
        if (!parameters.has(parameter)) {
            return null;
        }
        var names = new HashSet<String>();
        parameters.list(parameter).forEach(name -> names.add(terms.expandName(name, parameter)));
        return names;
    }
}
