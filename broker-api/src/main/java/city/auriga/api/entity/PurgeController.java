package city.auriga.api.entity;

import city.auriga.api.binding.Commits;
import city.auriga.api.binding.Operation;
import city.auriga.api.binding.Parameters;
import city.auriga.api.binding.Reply;
import city.auriga.core.entity.BatchResult;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.RequestHeader;

/** Purges of entities (6.4.3.3). */
@Controller
class PurgeController {
    private final PurgeEntities purges;
    private final MappedReads reads;
    private final Commits commits;

    PurgeController(EntityStore store, MutationWriter writer, MappedReads reads, Commits commits) {
        this.purges = new PurgeEntities(store, writer);
        this.reads = reads;
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
            @RequestHeader(name = MapRequest.HEADER, required = false) @Nullable String entityMap,
            Instant now) {
        var query = QueryParameters.parse(parameters, context).query();
        var purge =
                Purge.of(
                        query,
                        names(parameters, "keep", context::expand),
                        names(parameters, "drop", context::expand));
        EntityQueryController.requireNarrow(query, parameters);
        if (entityMap == null) {
            return reply(purges.purge(tenant, purge, now, commits::await));
        }
        var map =
                reads.find(tenant, new MapRequest(false, entityMap, null), now)
                        .orElseThrow(() -> gone(entityMap));
        return reply(purges.purge(tenant, purge, map, now, commits::await))
                .withHeader(MapRequest.HEADER, entityMap);
    }

    /** A fresh map would hold more than the client has seen, and all of that would be deleted. */
    private static NgsiLdException gone(String entityMap) {
        return NgsiLdException.notFound("there is no EntityMap " + entityMap).at(MapRequest.HEADER);
    }

    private static Reply reply(BatchResult result) {
        return result.isComplete() ? Reply.noContent() : BatchReplies.multiStatus(result);
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
