package city.auriga.api.context;

import city.auriga.api.binding.Body;
import city.auriga.api.binding.Media;
import city.auriga.api.binding.Operation;
import city.auriga.api.binding.Origin;
import city.auriga.api.binding.Parameters;
import city.auriga.api.binding.Reply;
import city.auriga.core.entity.Tenants;
import city.auriga.core.jsonld.ContextKind;
import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import tools.jackson.databind.json.JsonMapper;

/** The @contexts that the broker stores (6.29, 6.30). */
@Controller
@RequestMapping("/ngsi-ld/v1/jsonldContexts")
class ContextController {
    private static final JsonMapper JSON = new JsonMapper();

    private final KnownContexts contexts;
    private final OwnContexts own;
    private final Tenants tenants;
    private final ContextSettings settings;

    ContextController(
            KnownContexts contexts, OwnContexts own, Tenants tenants, ContextSettings settings) {
        this.contexts = contexts;
        this.own = own;
        this.tenants = tenants;
        this.settings = settings;
    }

    /** 6.29.3.1 Add @context. */
    @PostMapping
    @Operation(name = "Add @context", createsTenant = true)
    Reply add(Tenant tenant, Body body, Instant now) {
        if (!body.json().isObject() || !body.json().has("@context")) {
            throw NgsiLdException.invalid("$", "expected an object with a member @context");
        }
        var value = body.json().get("@context");
        settings.requireSize(value, "$.@context");
        ContextParser.check(value);
        var hosted = tenants.creating(tenant, () -> own.host(tenant, value, now));
        return Reply.created("jsonldContexts", hosted.id());
    }

    /** 6.29.3.2 List @contexts. */
    @GetMapping
    @Operation(
            name = "List @contexts",
            parameters = {"kind", "details"},
            produces = Media.JSON,
            anyTenant = true)
    Reply list(Tenant tenant, Parameters parameters, Origin origin) {
        var kind = parameters.find("kind").map(ContextController::kind);
        boolean details = parameters.flag("details");
        var all =
                isKnown(tenant)
                        ? contexts.list(tenant, origin).stream()
                                .filter(context -> kind.isEmpty() || kind.get() == context.kind())
                                .toList()
                        : List.<ContextMetadata>of();
        return Reply.json(
                200,
                out -> {
                    out.writeStartArray();
                    for (var context : all) {
                        if (details) {
                            context.write(out);
                        } else {
                            out.writeString(context.url());
                        }
                    }
                    out.writeEndArray();
                });
    }

    /** 6.30.3.1 Serve @context. */
    @GetMapping("/{id}")
    @Operation(
            name = "Serve @context",
            parameters = "details",
            produces = {Media.JSON, Media.LD_JSON},
            anyTenant = true)
    Reply serve(
            Tenant tenant,
            @PathVariable String id,
            Parameters parameters,
            Media media,
            Origin origin) {
        boolean details = parameters.flag("details");
        var known = find(tenant, id).orElseThrow(() -> unknown(id));
        if (details) {
            var metadata = contexts.metadata(known, origin);
            contexts.countServed(tenant, known);
            return Reply.json(200, metadata::write);
        }
        if (!(known instanceof KnownContexts.Known.Own(var stored))) {
            throw new NgsiLdException(
                    Problem.OPERATION_NOT_SUPPORTED,
                    "an @context of kind Cached is not served; fetch it from its own URL"
                            + " (5.13.4.4)");
        }
        contexts.countServed(tenant, known);
        return new Reply(
                200,
                media,
                List.of(),
                out -> {
                    out.writeStartObject();
                    out.writeName("@context");
                    JSON.writeTree(out, stored.value());
                    out.writeEndObject();
                });
    }

    /** 6.30.3.2 Delete and Reload @context. */
    @DeleteMapping("/{id}")
    @Operation(name = "Delete and Reload @context", parameters = "reload", anyTenant = true)
    Reply delete(Tenant tenant, @PathVariable String id, Parameters parameters, Origin origin) {
        boolean reload = parameters.flag("reload");
        var known = find(tenant, id);
        if (reload) {
            contexts.reload(tenant, known.orElseThrow(() -> notCached(id)), origin);
        } else {
            contexts.delete(tenant, known.orElseThrow(() -> unknown(id)));
        }
        return Reply.noContent();
    }

    /** An id that is missing from the path (5.13.5.4). */
    @DeleteMapping
    Reply withoutId() {
        throw NgsiLdException.badData("id", "the path needs the id of an @context");
    }

    private Optional<KnownContexts.Known> find(Tenant tenant, String id) {
        return isKnown(tenant) ? contexts.find(tenant, id) : Optional.empty();
    }

    private boolean isKnown(Tenant tenant) {
        return tenant.isDefault() || tenants.exists(tenant);
    }

    private static ContextKind kind(String term) {
        return ContextKind.find(term)
                .orElseThrow(() ->
                        NgsiLdException.badData(
                                "kind",
                                "expected Cached, Hosted or ImplicitlyCreated, found '"
                                        + term
                                        + "'"));
    }

    private static NgsiLdException unknown(String id) {
        return NgsiLdException.notFound("there is no @context " + id);
    }

    private static NgsiLdException notCached(String id) {
        return NgsiLdException.badData(
                "reload", "there is no @context " + id + " of kind Cached that could be reloaded");
    }
}
