package city.auriga.core.representation;

import city.auriga.core.jsonld.Context;
import city.auriga.core.jsonld.CoreContext;
import city.auriga.core.model.AttributeType;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.DateTimes;
import city.auriga.core.model.GeoJson;
import city.auriga.core.model.NgsiLdNull;
import city.auriga.core.model.Uri;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads Attributes in normalized or concise form (4.5.2 to 4.5.5, 4.5.18 to 4.5.25), mixed as the
 * client likes.
 */
final class AttributeReader {
    private static final Set<String> VALUE_MEMBERS =
            Set.of("value", "object", "languageMap", "vocab", "json", "valueList", "objectList");
    private static final Set<String> PLAIN_MEMBERS =
            Set.of(
                    "type",
                    "datasetId",
                    "observedAt",
                    "unitCode",
                    "valueType",
                    "objectType",
                    "expiresAt");
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
    private final ValueReader values;

    AttributeReader(Context context, Purpose purpose) {
        this.context = context;
        this.purpose = purpose;
        this.values = new ValueReader(context, purpose);
    }

    /**
     * All instances of one Attribute; an array is one Property value unless its items look like
     * instances.
     *
     * @param name of the Attribute, expanded
     */
    List<InstanceFragment> instances(String name, JsonNode node, Path path, int depth) {
        if (!node.isArray() || !isInstances(node)) {
            return List.of(instance(name, node, path, depth));
        }
        var instances = new ArrayList<InstanceFragment>(node.size());
        var datasetIds = new HashSet<@Nullable String>();
        for (int i = 0; i < node.size(); i++) {
            var instance = instance(name, node.get(i), path.item(i), depth);
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

    private InstanceFragment instance(String name, JsonNode node, Path path, int depth) {
        if (NgsiLdNull.isNull(node)) {
            boolean allowed = depth == 0 ? purpose.nullInstances() : purpose.nullMembers();
            if (!allowed) {
                throw path.bad("the NGSI-LD Null cannot stand here");
            }
            return new InstanceFragment.Drop(null);
        }
        return node.isObject() && !isPlainValue(node)
                ? fragment(name, node, path, depth)
                : concise(name, node, path);
    }

    private InstanceFragment concise(String name, JsonNode node, Path path) {
        var type = GeoJson.isGeometry(node) ? AttributeType.GEO_PROPERTY : AttributeType.PROPERTY;
        return new InstanceFragment.Put(
                new AttributeFragment(
                        type,
                        value(name, type, node, path),
                        null,
                        Change.keep(),
                        Change.keep(),
                        Change.keep(),
                        Change.keep(),
                        Change.keep(),
                        Map.of()));
    }

    private AttributeValue value(
            String name, @Nullable AttributeType type, JsonNode node, Path path) {
        return SealedProof.isProof(name)
                ? SealedProof.value(type, node, path)
                : values.read(type == null ? AttributeType.PROPERTY : type, node, path);
    }

    /**
     * Reads an object that is an Attribute fragment, not a plain value.
     *
     * @param name of the Attribute, expanded
     */
    InstanceFragment fragment(String name, JsonNode node, Path path, int depth) {
        var valueMember = valueMember(node, path);
        var type = type(node, valueMember, path);
        var datasetId = datasetId(node, path);
        AttributeValue value = null;
        if (valueMember != null) {
            var content = node.get(valueMember);
            if (NgsiLdNull.isNull(content)) {
                if (!(depth == 0 ? purpose.nullInstances() : purpose.nullMembers())) {
                    throw path.member(valueMember).bad("the NGSI-LD Null cannot stand here");
                }
                return new InstanceFragment.Drop(datasetId);
            }
            value = value(name, type, content, path.member(valueMember));
        } else if (purpose.wholeInstances()) {
            throw path.bad(
                    type == null
                            ? "an Attribute needs a value"
                            : "a "
                                    + type.term()
                                    + " needs the member '"
                                    + type.valueMember()
                                    + "'");
        }
        var fragment =
                new AttributeFragment(
                        type,
                        value,
                        datasetId,
                        change(node, "observedAt", path, AttributeReader::dateTime),
                        change(node, "unitCode", path, AttributeReader::text),
                        change(node, "valueType", path, (n, p) -> context.expand(text(n, p))),
                        change(
                                node,
                                "objectType",
                                path,
                                (n, p) ->
                                        ValueReader.strings(n, p).stream()
                                                .map(context::expand)
                                                .toList()),
                        change(node, "expiresAt", path, AttributeReader::dateTime),
                        subAttributes(name, node, path, depth));
        if (type != null) {
            fragment.misfit(type)
                    .ifPresent(member -> {
                        throw path.member(member)
                                .bad("a " + type.term() + " cannot have this " + member);
                    });
        }
        return new InstanceFragment.Put(fragment);
    }

    private Map<String, List<InstanceFragment>> subAttributes(
            String parent, JsonNode node, Path path, int depth) {
        Map<String, List<InstanceFragment>> subAttributes = Map.of();
        for (var entry : node.properties()) {
            var name = entry.getKey();
            if (VALUE_MEMBERS.contains(name)
                    || PLAIN_MEMBERS.contains(name)
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
            if (subAttributes.put(iri, instances(iri, entry.getValue(), place, depth + 1))
                    != null) {
                throw place.bad("the sub-attribute " + iri + " stands twice");
            }
        }
        return subAttributes;
    }

    private static @Nullable String valueMember(JsonNode node, Path path) {
        String found = null;
        for (var member : VALUE_MEMBERS) {
            if (node.has(member)) {
                if (found != null) {
                    throw path.bad(
                            "an Attribute has one value, but here are '"
                                    + found
                                    + "' and '"
                                    + member
                                    + "'");
                }
                found = member;
            }
        }
        return found;
    }

    private @Nullable AttributeType type(JsonNode node, @Nullable String valueMember, Path path) {
        var declared = node.get("type");
        if (declared == null) {
            return valueMember == null ? null : infer(node, valueMember);
        }
        var type = declared.isString() ? attributeType(declared.stringValue()) : null;
        if (type == null) {
            throw path.member("type")
                    .bad(
                            "expected an Attribute type such as Property or Relationship, found "
                                    + ValueReader.describe(declared));
        }
        if (valueMember != null && !valueMember.equals(type.valueMember())) {
            throw path.member(valueMember)
                    .bad(
                            "a "
                                    + type.term()
                                    + " has its value in '"
                                    + type.valueMember()
                                    + "', not in '"
                                    + valueMember
                                    + "'");
        }
        return type;
    }

    private @Nullable AttributeType attributeType(String name) {
        var known = AttributeType.find(name);
        if (known.isPresent()) {
            return known.get();
        }
        var iri = context.expand(name);
        return iri.startsWith(CoreContext.NGSI_LD)
                ? AttributeType.find(iri.substring(CoreContext.NGSI_LD.length())).orElse(null)
                : null;
    }

    private static AttributeType infer(JsonNode node, String valueMember) {
        if (valueMember.equals("value")) {
            return GeoJson.isGeometry(node.get("value"))
                    ? AttributeType.GEO_PROPERTY
                    : AttributeType.PROPERTY;
        }
        for (var type : AttributeType.values()) {
            if (type.valueMember().equals(valueMember)) {
                return type;
            }
        }
        throw new IllegalStateException(valueMember);
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

    /**
     * Concise form, rule 4: an object without anything of an Attribute is a value; so is a bare
     * geometry.
     */
    static boolean isPlainValue(JsonNode node) {
        return GeoJson.isGeometry(node) || (!node.has("type") && !looksLikeAttribute(node));
    }

    private static boolean looksLikeAttribute(JsonNode node) {
        for (var name : node.propertyNames()) {
            if (VALUE_MEMBERS.contains(name) || PLAIN_MEMBERS.contains(name)) {
                return true;
            }
        }
        return false;
    }

    static boolean isInstances(JsonNode array) {
        if (array.isEmpty() || NgsiLdNull.isNull(array)) {
            return false;
        }
        for (var item : array) {
            if (!item.isObject() || isPlainValue(item)) {
                return false;
            }
        }
        return true;
    }
}
