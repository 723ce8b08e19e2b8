package city.auriga.api.discovery;

import city.auriga.api.binding.Media;
import city.auriga.api.binding.Operation;
import city.auriga.api.binding.Parameters;
import city.auriga.api.binding.Reply;
import city.auriga.core.discovery.Discovery;
import city.auriga.core.discovery.Discovery.Selection;
import city.auriga.core.discovery.InventoryWriter;
import city.auriga.core.jsonld.Context;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.Names;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Which entity types and Attributes there are (6.25 to 6.28). */
@Controller
class DiscoveryController {
    private static final String TYPES = "/ngsi-ld/v1/types";
    private static final String ATTRIBUTES = "/ngsi-ld/v1/attributes";

    private final Discovery discovery;

    DiscoveryController(Discovery discovery) {
        this.discovery = discovery;
    }

    /** 6.25.3.1 Retrieve Available Entity Types, and their details (5.7.5, 5.7.6). */
    @GetMapping(TYPES)
    @Operation(
            name = "Retrieve Available Entity Types",
            parameters = "details",
            produces = {Media.JSON, Media.LD_JSON})
    Reply types(Tenant tenant, Parameters parameters, Context context, Media media, Instant now) {
        boolean details = parameters.flag("details");
        var selection = details ? new Selection.Everything() : new Selection.Types();
        var inventory = discovery.find(tenant, selection, now);
        var writer = new InventoryWriter(context, media.contextInBody());
        return Reply.of(
                media,
                context,
                details
                        ? out -> writer.types(out, inventory)
                        : out -> writer.typeList(out, newId("EntityTypeList"), inventory));
    }

    /** 6.26.3.1 Retrieve Available Entity Type Information (5.7.7). */
    @GetMapping(TYPES + "/{type}")
    @Operation(
            name = "Retrieve Available Entity Type Information",
            produces = {Media.JSON, Media.LD_JSON})
    Reply type(
            Tenant tenant, @PathVariable String type, Context context, Media media, Instant now) {
        var name = context.expand(Names.requireType(type, "type"));
        var found =
                discovery
                        .find(tenant, new Selection.OfType(name), now)
                        .type(name)
                        .orElseThrow(() ->
                                NgsiLdException.notFound("there is no Entity of type " + name));
        var writer = new InventoryWriter(context, media.contextInBody());
        return Reply.of(media, context, out -> writer.type(out, name, found));
    }

    /**
     * 6.27.3.1 Retrieve Available Attributes, and their details (5.7.8, 5.7.9). {@code count} is
     * tolerated: the answer is never a page.
     */
    @GetMapping(ATTRIBUTES)
    @Operation(
            name = "Retrieve Available Attributes",
            parameters = {"details", "count"},
            produces = {Media.JSON, Media.LD_JSON})
    Reply attributes(
            Tenant tenant, Parameters parameters, Context context, Media media, Instant now) {
        boolean details = parameters.flag("details");
        parameters.flag("count");
        var inventory = discovery.find(tenant, new Selection.Everything(), now);
        var writer = new InventoryWriter(context, media.contextInBody());
        return Reply.of(
                media,
                context,
                details
                        ? out -> writer.attributes(out, inventory)
                        : out -> writer.attributeList(out, newId("AttributeList"), inventory));
    }

    /** 6.28.3.1 Retrieve Available Attribute Information (5.7.10). */
    @GetMapping(ATTRIBUTES + "/{attribute}")
    @Operation(
            name = "Retrieve Available Attribute Information",
            produces = {Media.JSON, Media.LD_JSON})
    Reply attribute(
            Tenant tenant,
            @PathVariable String attribute,
            Context context,
            Media media,
            Instant now) {
        var name = context.expand(Names.require(attribute, "attrId"));
        var found =
                discovery
                        .find(tenant, new Selection.OfAttribute(name), now)
                        .attribute(name)
                        .orElseThrow(() ->
                                NgsiLdException.notFound("no Entity has an Attribute " + name));
        var writer = new InventoryWriter(context, media.contextInBody());
        return Reply.of(media, context, out -> writer.attribute(out, name, found));
    }

    /** The standard wants a list to have an id; nothing else uses it. */
    private static String newId(String type) {
        return "urn:ngsi-ld:" + type + ":" + UUID.randomUUID();
    }
}
