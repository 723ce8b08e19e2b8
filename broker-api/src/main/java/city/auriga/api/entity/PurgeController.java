package city.auriga.api.entity;

import city.auriga.api.binding.Commits;
import city.auriga.api.binding.Operation;
import city.auriga.api.binding.Parameters;
import city.auriga.api.binding.Reply;
import city.auriga.core.entity.EntityMaps;
import city.auriga.core.entity.EntityStore;
import city.auriga.core.entity.MutationWriter;
import city.auriga.core.entity.Purge;
import city.auriga.core.entity.PurgeEntities;
import city.auriga.core.jsonld.Context;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.query.Member;
import city.auriga.core.query.TermExpander;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.RequestHeader;

/** Purges of entities (6.4.3.3). */
@Controller
class PurgeController {
    private final PurgeEntities purges;
    private final EntityMaps maps;
    private final Commits commits;

    PurgeController(EntityStore store, MutationWriter writer, EntityMaps maps, Commits commits) {
        this.maps = maps;
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
    Reply purge(
            Tenant tenant,
            Parameters parameters,
            Context context,
            @RequestHeader(name = MapRequest.HEADER, required = false) @Nullable String map,
            Instant now) {
        var query = QueryParameters.parse(parameters, context).query();
        var purge =
                Purge.of(
                        query,
                        names(parameters, "keep", context::expand),
                        names(parameters, "drop", context::expand));
        EntityQueryController.requireNarrow(query, parameters);
        var result =
                map == null
                        ? purges.purge(tenant, purge, now, commits::await)
                        : purges.purge(tenant, purge, ids(tenant, map, now), now, commits::await);
        return result.isComplete() ? Reply.noContent() : BatchReplies.multiStatus(result);
    }

    /** A map that is gone must not let a purge reach further than it was meant to. */
    private List<String> ids(Tenant tenant, String map, Instant now) {
        var id = map.substring(map.lastIndexOf('/') + 1);
        return maps.find(tenant, id, now)
                .orElseThrow(() -> NgsiLdException.notFound("there is no EntityMap " + id))
                .ids();
    }

    private static @Nullable Set<String> names(
            Parameters parameters, String parameter, TermExpander terms) {
        if (!parameters.has(parameter)) {
            return null;
        }
        var names = new HashSet<String>();
        for (var name : parameters.list(parameter)) {
            if (Member.find(name).filter(Member::onEntity).isPresent()) {
                throw NgsiLdException.badData(
                        parameter,
                        "'" + name + "' is no Attribute: it is neither kept nor dropped");
            }
            names.add(terms.expandName(name, parameter));
        }
        return names;
    }
}
