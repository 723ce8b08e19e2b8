package city.auriga.api.discovery;

import city.auriga.api.binding.Media;
import city.auriga.api.binding.Operation;
import city.auriga.api.binding.Reply;
import city.auriga.core.jsonld.Context;
import city.auriga.core.model.DateTimes;
import city.auriga.core.model.Tenant;
import city.auriga.core.registration.SourceIdentity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Which Context Source this is (5.15, 6.33). */
@Controller
class SourceIdentityController {
    private final SourceIdentity identity;
    private final Instant startedAt;

    SourceIdentityController(SourceIdentity identity, InstantSource clock) {
        this.identity = identity;
        this.startedAt = clock.instant();
    }

    /** 6.33.3.1 Retrieve Context Source Identity Information. */
    @GetMapping("/ngsi-ld/v1/info/sourceIdentity")
    @Operation(
            name = "Retrieve Context Source Identity",
            produces = {Media.JSON, Media.LD_JSON},
            anyTenant = true)
    Reply identity(Tenant tenant, Context context, Media media, Instant now) {
        return Reply.of(
                media,
                context,
                out -> {
                    out.writeStartObject();
                    out.writeStringProperty("id", identity.id(tenant));
                    out.writeStringProperty("type", "ContextSourceIdentity");
                    out.writeStringProperty("contextSourceAlias", identity.alias(tenant));
                    out.writeStringProperty("contextSourceUptime", uptime(now));
                    out.writeStringProperty("contextSourceTimeAt", DateTimes.format(now));
                    if (media.contextInBody()) {
                        out.writeName("@context");
                        out.writePOJO(context.source());
                    }
                    out.writeEndObject();
                });
    }

    /** Whole seconds, with days as ISO 8601 has them. */
    private String uptime(Instant now) {
        var up = Duration.between(startedAt, now);
        return "P%dDT%dH%dM%dS"
                .formatted(up.toDays(), up.toHoursPart(), up.toMinutesPart(), up.toSecondsPart());
    }
}
