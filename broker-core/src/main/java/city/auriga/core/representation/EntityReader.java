package city.auriga.core.representation;

import city.auriga.core.jsonld.Context;
import city.auriga.core.model.AttributeType;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.NgsiLdNull;
import city.auriga.core.model.Scopes;
import city.auriga.core.problem.NgsiLdException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads Entities and fragments of them (5.2.4, 5.5.4) in normalized or concise form. Errors are
 * BadRequestData and name the member by its JSON path.
 */
public final class EntityReader {
    private final Context context;
    private final Purpose purpose;
    private final AttributeReader attributes;

    /**
     * @param context of this request; it expands every name
     * @param purpose decides which NGSI-LD Nulls are allowed
     */
    public EntityReader(Context context, Purpose purpose) {
        this.context = context;
        this.purpose = purpose;
        this.attributes = new AttributeReader(context, purpose);
    }

    /** Reads a whole Entity, which must have an id and a type. */
    public EntityFragment entity(JsonNode body) {
        var fragment = identified(body);
        if (fragment.types().isEmpty()) {
            throw NgsiLdException.badData("$.type", "an Entity needs a type");
        }
        return fragment;
    }

    /** Reads an Entity fragment that tells by its id which Entity it is about. */
    public EntityFragment identified(JsonNode body) {
        var fragment = fragment(body);
        if (fragment.id() == null) {
            throw NgsiLdException.badData("$.id", "an Entity needs an id");
        }
        return fragment;
    }

    /** Reads the instances of one Attribute. */
    @FunctionalInterface
    private interface Instances {
        List<InstanceFragment> read(String name, JsonNode node, Path path);
    }

    /**
     * Reads an Entity fragment; id and type may be missing. The member {@code @context} is passed
     * over.
     */
    public EntityFragment fragment(JsonNode body) {
        return fragment(body, (name, node, path) -> attributes.instances(name, node, path));
    }

    /**
     * Reads an Entity fragment in simplified form (4.5.4, 5.6.17).
     *
     * @param current the Entity that the values are for: its Attributes keep their types
     * @param lang the language of texts for LanguageProperties; null if it was not said
     */
    public EntityFragment simplified(JsonNode body, Entity current, @Nullable String lang) {
        var reader = new SimplifiedReader(context, lang);
        return fragment(
                body,
                (name, node, path) -> reader.instances(name, node, path, current.instances(name)));
    }

    private EntityFragment fragment(JsonNode body, Instances instances) {
        if (!body.isObject()) {
            throw NgsiLdException.invalid(
                    "$", "expected an Entity, found " + ValueReader.describe(body));
        }
        Change<List<String>> scopes = Change.keep();
        Change<Instant> expiresAt = Change.keep();
        var byName = new LinkedHashMap<String, List<InstanceFragment>>();
        for (var entry : body.properties()) {
            var name = entry.getKey();
            var node = entry.getValue();
            switch (name) {
                case "id",
                        "@id",
                        "type",
                        "@type",
                        "@context",
                        "createdAt",
                        "modifiedAt",
                        "deletedAt" -> {}
                case "scope" -> scopes = scopes(node);
                case "expiresAt" -> expiresAt = expiresAt(node);
                default -> put(byName, name, node, instances);
            }
        }
        return new EntityFragment(id(body), types(body), scopes, expiresAt, byName);
    }

    /**
     * Reads the fragment of one instance, the body of a partial update or replacement (5.6.4,
     * 5.6.19).
     */
    public InstanceFragment attribute(String name, JsonNode body) {
        if (!body.isObject()) {
            throw NgsiLdException.badData(
                    "$", "expected an Attribute, found " + ValueReader.describe(body));
        }
        var iri = context.expand(name);
        var fragment = place(iri, attributes.fragment(iri, body, Path.ROOT), Path.ROOT);
        if (fragment instanceof InstanceFragment.Put(var attribute, _) && attribute.isEmpty()) {
            throw NgsiLdException.badData("$", "the fragment of '" + name + "' changes nothing");
        }
        return fragment;
    }

    private void put(
            Map<String, List<InstanceFragment>> byName,
            String name,
            JsonNode node,
            Instances reading) {
        var path = Path.ROOT.member(name);
        var iri = Names.expandAttribute(name, context, path.toString());
        var instances =
                reading.read(iri, node, path).stream()
                        .map(instance -> place(iri, instance, path))
                        .toList();
        if (byName.put(iri, instances) != null) {
            throw path.bad("the Attribute " + iri + " stands twice");
        }
    }

    /** An instance of a place is a GeoProperty, however it is written. */
    private static InstanceFragment place(String iri, InstanceFragment instance, Path path) {
        if (!Names.isPlace(iri) || !(instance instanceof InstanceFragment.Put put)) {
            return instance;
        }
        return put.as(AttributeType.GEO_PROPERTY)
                .orElseThrow(() ->
                        path.bad(
                                "expected a GeoProperty, found a "
                                        + Objects.requireNonNull(put.attribute().type()).term()));
    }

    /** A member that has two names, of which only one may stand. */
    private static @Nullable JsonNode oneOf(JsonNode body, String member, String alias) {
        if (body.has(member) && body.has(alias)) {
            throw NgsiLdException.badData(
                    "$." + alias, "'" + member + "' and '" + alias + "' mean the same");
        }
        return body.has(member) ? body.get(member) : body.get(alias);
    }

    private static @Nullable EntityId id(JsonNode body) {
        var id = oneOf(body, "id", "@id");
        if (id == null) {
            return null;
        }
        if (!id.isString()) {
            throw NgsiLdException.badData(
                    "$.id", "expected a URI, found " + ValueReader.describe(id));
        }
        return EntityId.parse(id.stringValue(), "$.id");
    }

    private List<String> types(JsonNode body) {
        var type = oneOf(body, "type", "@type");
        if (type == null) {
            return List.of();
        }
        var path = Path.ROOT.member("type");
        var types = new LinkedHashSet<String>();
        for (var name : ValueReader.strings(type, path)) {
            if (NgsiLdNull.isNull(name)) {
                throw path.bad("the type of an Entity cannot be removed");
            }
            types.add(context.expand(Names.requireType(name, path.toString())));
        }
        return List.copyOf(types);
    }

    private Change<List<String>> scopes(JsonNode node) {
        var path = Path.ROOT.member("scope");
        if (NgsiLdNull.isNull(node)) {
            return remove(path);
        }
        return new Change.Put<>(
                ValueReader.strings(node, path).stream()
                        .map(scope -> Scopes.parse(scope, path.toString()))
                        .distinct()
                        .toList());
    }

    private Change<Instant> expiresAt(JsonNode node) {
        var path = Path.ROOT.member("expiresAt");
        return NgsiLdNull.isNull(node)
                ? remove(path)
                : new Change.Put<>(AttributeReader.dateTime(node, path));
    }

    private <T> Change<T> remove(Path path) {
        if (!purpose.nullInstances()) {
            throw path.bad("the NGSI-LD Null cannot stand here");
        }
        return new Change.Remove<>();
    }
}
