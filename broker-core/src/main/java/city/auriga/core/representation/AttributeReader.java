package city.auriga.core.representation;

import city.auriga.core.jsonld.Context;
import city.auriga.core.model.AttributeType;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.DateTimes;
import city.auriga.core.model.NgsiLdNull;
import city.auriga.core.model.Uri;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads Attributes in normalized or concise form (4.5.2 to 4.5.5, 4.5.18 to 4.5.25), mixed as the
 * client likes.
 */
final class AttributeReader {
    private static final Set<String> IGNORED =
            Set.of("createdAt", "modifiedAt", "deletedAt", "instanceId");
    private static final Set<String> OUTPUT_ONLY =
            Set.of(
                    "previousValue",
                    "previousObject",
                    "previousLanguageMap",
                    "previousVocab",
                    "previousJson",
                    "previousValueList",
                    "previousObjectList",
                    "entity",
                    "entityList",
                    "lang");

    private final Context context;
    private final Purpose purpose;
    private final TypeReader types;
    private final ValueReader values;
    private final AttributeReader ofSubAttributes;

    AttributeReader(Context context, Purpose purpose) {
        this.context = context;
        this.purpose = purpose;
        this.types = new TypeReader(context);
        this.values = new ValueReader(context, purpose);
        var inside = purpose.ofSubAttributes();
        this.ofSubAttributes = inside == purpose ? this : new AttributeReader(context, inside);
    }

    /**
     * All instances of one Attribute; an array is one Property value unless its items look like
     * instances.
     *
     * @param name of the Attribute, expanded
     */
    List<InstanceFragment> instances(String name, JsonNode node, Path path) {
        if (!node.isArray() || !ConciseForm.isInstances(node)) {
            return List.of(instance(name, node, path));
        }
        var instances = new ArrayList<InstanceFragment>(node.size());
        var datasetIds = new HashSet<@Nullable String>();
        for (int i = 0; i < node.size(); i++) {
            var instance = instance(name, node.get(i), path.item(i));
            if (!datasetIds.add(instance.datasetId())) {
                throw path.item(i)
                        .bad(
                                instance.datasetId() == null
                                        ? "a second default instance; give each instance its own"
                                                + " datasetId"
                                        : "the datasetId "
                                                + instance.datasetId()
                                                + " stands twice");
            }
            instances.add(instance);
        }
        return instances;
    }

    private InstanceFragment instance(String name, JsonNode node, Path path) {
        if (NgsiLdNull.isNull(node)) {
            requireNullAllowed(path);
            return new InstanceFragment.Drop(null);
        }
        return node.isObject() && !ConciseForm.isPlainValue(node)
                ? fragment(name, node, path)
                : concise(name, node, path);
    }

    private void requireNullAllowed(Path path) {
        if (!purpose.nullInstances()) {
            throw path.bad("the NGSI-LD Null cannot stand here");
        }
    }

    private InstanceFragment concise(String name, JsonNode node, Path path) {
        var type = ConciseForm.typeOf(node);
        var fragment = AttributeFragment.of(type, value(name, type, node, path), null);
        var otherwise =
                purpose.nullInValues() && ConciseForm.isRemoval(node, context)
                        ? AttributeFragment.of(subAttributes(name, node, path))
                        : otherwise(fragment, name, node, path);
        return new InstanceFragment.Put(fragment, otherwise);
    }

    /**
     * What a value without a type means to an instance of the other type that has its value in the
     * same member: a geometry may be the value of a Property, and a text that of a GeoProperty
     * (4.7.2).
     */
    private @Nullable AttributeFragment otherwise(
            AttributeFragment fragment, String name, JsonNode node, Path path) {
        if (purpose.wholeInstances() || SealedProof.isProof(name)) {
            return null;
        }
        return switch (Objects.requireNonNull(fragment.type())) {
            case GEO_PROPERTY -> fragment.with(values.read(AttributeType.PROPERTY, node, path));
            case PROPERTY -> ValueReader.geometryIn(node).map(fragment::with).orElse(null);
            case LANGUAGE_PROPERTY,
                    VOCAB_PROPERTY,
                    JSON_PROPERTY,
                    LIST_PROPERTY,
                    RELATIONSHIP,
                    LIST_RELATIONSHIP ->
                    null;
        };
    }

    private AttributeValue value(
            String name, @Nullable AttributeType type, JsonNode node, Path path) {
        return SealedProof.isProof(name)
                ? SealedProof.value(type, node, path, purpose)
                : values.read(type == null ? AttributeType.PROPERTY : type, node, path);
    }

    /**
     * Reads an object that is an Attribute fragment, not a plain value.
     *
     * @param name of the Attribute, expanded
     */
    InstanceFragment fragment(String name, JsonNode node, Path path) {
        var valueMember = TypeReader.valueMember(node, path);
        var type = types.read(node, valueMember, path);
        var datasetId = datasetId(node, path);
        if (valueMember == null) {
            requireNoValueNeeded(type, path);
            return put(members(name, type, null, datasetId, node, path), null, path);
        }
        var content = node.get(valueMember);
        var place = path.member(valueMember);
        if (NgsiLdNull.isNull(content)) {
            requireNullAllowed(place);
            return new InstanceFragment.Drop(datasetId);
        }
        var value = value(name, type, content, place);
        var fragment = members(name, type, value, datasetId, node, path);
        boolean told = node.has("type");
        return put(fragment, told ? null : otherwise(fragment, name, content, place), path);
    }

    private AttributeFragment members(
            String name,
            @Nullable AttributeType type,
            @Nullable AttributeValue value,
            @Nullable String datasetId,
            JsonNode node,
            Path path) {
        return new AttributeFragment(
                type,
                value,
                datasetId,
                change(node, "observedAt", path, AttributeReader::dateTime),
                change(node, "unitCode", path, AttributeReader::text),
                change(node, "valueType", path, (n, p) -> context.expand(text(n, p))),
                change(node, "objectType", path, this::names),
                change(node, "expiresAt", path, AttributeReader::dateTime),
                subAttributes(name, node, path));
    }

    /** What can be read in one way only must have the members of its type. */
    private static InstanceFragment put(
            AttributeFragment fragment, @Nullable AttributeFragment otherwise, Path path) {
        var type = fragment.type();
        if (type != null && otherwise == null) {
            fragment.misfit(type)
                    .ifPresent(member -> {
                        throw path.member(member)
                                .bad("a " + type.term() + " cannot have this " + member);
                    });
        }
        return new InstanceFragment.Put(fragment, otherwise);
    }

    private void requireNoValueNeeded(@Nullable AttributeType type, Path path) {
        if (purpose.wholeInstances()) {
            throw path.bad(
                    type == null
                            ? "an Attribute needs a value"
                            : "a "
                                    + type.term()
                                    + " needs the member '"
                                    + type.valueMember()
                                    + "'");
        }
    }

    private List<String> names(JsonNode node, Path path) {
        return ValueReader.strings(node, path).stream().map(context::expand).toList();
    }

    private Map<String, List<InstanceFragment>> subAttributes(
            String parent, JsonNode node, Path path) {
        Map<String, List<InstanceFragment>> subAttributes = Map.of();
        for (var entry : node.properties()) {
            var name = entry.getKey();
            if (name.equals("instanceId")) {
                Uri.require(
                        text(entry.getValue(), path.member(name)), path.member(name).toString());
            }
            if (ConciseForm.VALUE_MEMBERS.contains(name)
                    || ConciseForm.PLAIN_MEMBERS.contains(name)
                    || IGNORED.contains(name)) {
                continue;
            }
            var place = path.member(name);
            if (OUTPUT_ONLY.contains(name)) {
                throw place.bad("'" + name + "' is given by the broker and cannot be sent");
            }
            if (name.equals("@context")) {
                if (path.parent() == null) {
                    continue;
                }
                throw place.bad("an @context may stand only at the top level of an Entity (5.5.7)");
            }
            if (subAttributes.isEmpty()) {
                subAttributes = new LinkedHashMap<>();
            }
            if (SealedProof.isSealedMember(name)) {
                if (!SealedProof.isProof(parent)) {
                    throw place.bad("'" + name + "' may stand only in ngsildproof");
                }
                subAttributes.put(
                        SealedProof.nameOf(name),
                        SealedProof.read(name, entry.getValue(), place, context, purpose));
                continue;
            }
            var iri = Names.expandAttribute(name, context, place.toString());
            if (subAttributes.put(iri, ofSubAttributes.instances(iri, entry.getValue(), place))
                    != null) {
                throw place.bad("the sub-attribute " + iri + " stands twice");
            }
        }
        return subAttributes;
    }

    private static @Nullable String datasetId(JsonNode node, Path path) {
        var datasetId = node.get("datasetId");
        if (datasetId == null) {
            return null;
        }
        var place = path.member("datasetId");
        var text = text(datasetId, place);
        return text.equals("@none") ? null : Uri.require(text, place.toString());
    }

    private <T> Change<T> change(
            JsonNode node, String member, Path path, BiFunction<JsonNode, Path, T> read) {
        var content = node.get(member);
        if (content == null) {
            return Change.keep();
        }
        if (NgsiLdNull.isNull(content)) {
            if (!purpose.nullMembers()) {
                throw path.member(member).bad("the NGSI-LD Null cannot stand here");
            }
            return new Change.Remove<>();
        }
        return new Change.Put<>(read.apply(content, path.member(member)));
    }

    static Instant dateTime(JsonNode node, Path path) {
        return DateTimes.parse(text(node, path), path.toString());
    }

    static String text(JsonNode node, Path path) {
        if (!node.isString() || node.stringValue().isEmpty()) {
            throw path.bad("expected a non-empty string, found " + ValueReader.describe(node));
        }
        StorableJson.require(node, path);
        return node.stringValue();
    }
}
