package city.auriga.api.admin;

import city.auriga.api.binding.Operation;
import city.auriga.api.binding.Payload;
import city.auriga.api.binding.Reply;
import city.auriga.core.entity.AttributeIndexes;
import city.auriga.core.entity.AttributeIndexes.Index;
import city.auriga.core.model.DateTimes;
import city.auriga.core.model.Uri;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.Names;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** The Attributes that are indexed, in all tenants. */
@Controller
@RequestMapping("/admin/indexes")
class IndexController {
    private static final String MEMBER = "attribute";

    private final AttributeIndexes indexes;

    IndexController(AttributeIndexes indexes) {
        this.indexes = indexes;
    }

    @GetMapping
    Reply list() {
        var all = indexes.list();
        return Reply.json(
                200,
                out -> {
                    out.writeStartArray();
                    all.forEach(index -> write(out, index));
                    out.writeEndArray();
                });
    }

    @GetMapping("/{name}")
    Reply retrieve(@PathVariable String name) {
        var index = indexes.find(name).orElseThrow(() -> unknown(name));
        return Reply.json(200, out -> write(out, index));
    }

    /** The answer does not wait for the index: its state tells when queries may use it. */
    @PostMapping
    @Operation(name = "Declare an Attribute as indexed", anyTenant = true)
    Reply declare(Payload payload) {
        var name = attribute(payload.body());
        var iri = Names.expandAttribute(name, payload.context(), "$." + MEMBER);
        requireShort(iri);
        var index = indexes.declare(iri);
        return Reply.json(201, out -> write(out, index))
                .withHeader("Location", "/admin/indexes/" + index.name());
    }

    @DeleteMapping("/{name}")
    Reply remove(@PathVariable String name) {
        if (!indexes.remove(name)) {
            throw unknown(name);
        }
        return Reply.noContent();
    }

    private static String attribute(JsonNode body) {
        if (!body.isObject()) {
            throw NgsiLdException.badData(
                    "$", "expected an object with the member '" + MEMBER + "'");
        }
        for (var name : body.propertyNames()) {
            if (!name.equals(MEMBER) && !name.equals("@context")) {
                throw NgsiLdException.badData(
                        "$." + name, "unknown member '" + name + "'; known here: " + MEMBER);
            }
        }
        var attribute = body.path(MEMBER);
        if (!attribute.isString()) {
            throw NgsiLdException.badData(
                    "$." + MEMBER,
                    "expected the name of an Attribute, found "
                            + (attribute.isMissingNode() ? "nothing" : attribute));
        }
        return attribute.stringValue();
    }

    /** The declarations have an index themselves, whose entries have a largest size in bytes. */
    private static void requireShort(String iri) {
        if (iri.getBytes(StandardCharsets.UTF_8).length > Uri.MAX_LENGTH) {
            throw NgsiLdException.badData(
                    "$." + MEMBER,
                    "the IRI of an Attribute that is indexed may have at most "
                            + Uri.MAX_LENGTH
                            + " bytes");
        }
    }

    private static void write(JsonGenerator out, Index index) {
        out.writeStartObject();
        out.writeStringProperty("name", index.name());
        out.writeStringProperty(MEMBER, index.attribute());
        out.writeStringProperty("state", index.state().name().toLowerCase(Locale.ROOT));
        if (index.reason() != null) {
            out.writeStringProperty("reason", index.reason());
        }
        out.writeStringProperty("declaredAt", DateTimes.format(index.declaredAt()));
        out.writeEndObject();
    }

    private static NgsiLdException unknown(String name) {
        return NgsiLdException.notFound("there is no index '" + name + "'").at("name");
    }
}
