package city.auriga.core.query;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.Entity;
import city.auriga.core.model.TypedValue;
import city.auriga.core.query.Path.Trail;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Follows a path to its targets (4.9): in every instance, in every linked Entity. */
final class Targets {
    private Targets() {}

    /** The value that a path leads to in one Attribute instance (4.9, target value). */
    sealed interface Target {
        /** JSON; an array is a list of values. */
        record Value(JsonNode json) implements Target {}

        /**
         * Texts that are no JSON: URIs, languages.
         *
         * @param list whether it is a list even if it has only one element
         * @param ordered whether ordering and patterns apply
         */
        record Texts(List<String> texts, boolean list, boolean ordered) implements Target {
            boolean isScalar() {
                return ordered && !list && texts.size() == 1;
            }
        }

        /** A DateTime of the system or a sensor. */
        record Moment(Instant instant) implements Target {}

        /** A value that cannot be compared as a whole. */
        record Opaque() implements Target {}
    }

    /** Whether a condition holds for any target. */
    static boolean any(
            Path path, Entity entity, LinkedEntities linked, Predicate<Target> condition) {
        return switch (path) {
            case Path.Linked link -> anyLinked(link, entity, linked, condition);
            case Path.Local local when local.names().isEmpty() ->
                    test(entityMember(entity, local.member()), condition);
            case Path.Local local -> anyInstance(local, 0, entity.attributes(), condition);
        };
    }

    private static boolean anyLinked(
            Path.Linked link, Entity entity, LinkedEntities linked, Predicate<Target> condition) {
        for (var instance : entity.instances(link.relationship())) {
            for (var uri : instance.value().objects()) {
                var target = linked.find(uri).orElse(null);
                if (target != null
                        && hasAnyType(target, link.types())
                        && any(link.target(), target, linked, condition)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean hasAnyType(Entity entity, List<String> types) {
        return types.isEmpty() || types.stream().anyMatch(entity.types()::contains);
    }

    private static boolean anyInstance(
            Path.Local path,
            int index,
            Map<String, List<Attribute>> attributes,
            Predicate<Target> condition) {
        boolean last = index == path.names().size() - 1;
        for (var instance : attributes.getOrDefault(path.names().get(index), List.of())) {
            boolean holds =
                    last
                            ? anyValue(path, instance, condition)
                            : anyInstance(path, index + 1, instance.attributes(), condition);
            if (holds) {
                return true;
            }
        }
        return false;
    }

    private static boolean anyValue(
            Path.Local path, Attribute instance, Predicate<Target> condition) {
        var member = path.member();
        if (member != null) {
            return test(member(instance, member), condition);
        }
        return switch (path.trail()) {
            case Trail.None() -> condition.test(value(instance.value()));
            case Trail.Any() ->
                    instance.value() instanceof AttributeValue.LanguageProperty languages
                            && condition.test(value(languages));
            case Trail.Keys keys -> anyInside(instance.value(), keys.keys(), condition);
        };
    }

    private static Target value(AttributeValue value) {
        return switch (value) {
            case AttributeValue.Property(var json) -> new Target.Value(TypedValue.untyped(json));
            case AttributeValue.GeoProperty(var json) -> new Target.Value(json);
            case AttributeValue.LanguageProperty(var map) -> {
                var texts = new ArrayList<String>();
                map.forEach(node -> addTexts(node, texts));
                yield new Target.Texts(texts, true, true);
            }
            case AttributeValue.VocabProperty(var vocab) -> new Target.Texts(vocab, false, true);
            case AttributeValue.JsonProperty _ -> new Target.Opaque();
            case AttributeValue.ListProperty(var list) -> new Target.Value(list);
            case AttributeValue.Relationship(var objects) ->
                    new Target.Texts(objects, false, false);
            case AttributeValue.ListRelationship(var objects) ->
                    new Target.Texts(objects, true, false);
        };
    }

    private static boolean anyInside(
            AttributeValue value, List<Path.Key> keys, Predicate<Target> condition) {
        return switch (value) {
            case AttributeValue.Property(var json) -> {
                var node = inside(json, keys, false);
                yield node != null && condition.test(new Target.Value(TypedValue.untyped(node)));
            }
            case AttributeValue.GeoProperty(var json) -> testRaw(json, keys, condition);
            case AttributeValue.JsonProperty(var json) -> testRaw(json, keys, condition);
            case AttributeValue.LanguageProperty(var map) ->
                    keys.size() == 1 && anyLanguage(map, keys.getFirst().name(), condition);
            case AttributeValue.VocabProperty _,
                    AttributeValue.ListProperty _,
                    AttributeValue.Relationship _,
                    AttributeValue.ListRelationship _ ->
                    false;
        };
    }

    private static boolean testRaw(
            JsonNode json, List<Path.Key> keys, Predicate<Target> condition) {
        var node = inside(json, keys, true);
        return node != null && condition.test(new Target.Value(node));
    }

    private static boolean anyLanguage(
            JsonNode languageMap, String tag, Predicate<Target> condition) {
        for (var entry : languageMap.properties()) {
            if (sameTag(entry.getKey(), tag)
                    && condition.test(new Target.Value(entry.getValue()))) {
                return true;
            }
        }
        return false;
    }

    /** Tags are ASCII; their case does not matter (RFC 5646). */
    private static boolean sameTag(String a, String b) {
        if (a.length() != b.length()) {
            return false;
        }
        for (int i = 0; i < a.length(); i++) {
            if (lower(a.charAt(i)) != lower(b.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }

    private static @Nullable JsonNode inside(JsonNode json, List<Path.Key> keys, boolean raw) {
        JsonNode node = json;
        for (var key : keys) {
            node = node == null || !node.isObject() ? null : node.get(raw ? key.name() : key.iri());
        }
        return node;
    }

    private static void addTexts(JsonNode node, List<String> texts) {
        if (node.isString()) {
            texts.add(node.stringValue());
        } else {
            node.forEach(child -> addTexts(child, texts));
        }
    }

    private static @Nullable Target member(Attribute instance, Member member) {
        return switch (member) {
            case OBSERVED_AT -> moment(instance.observedAt());
            case CREATED_AT -> moment(instance.createdAt());
            case MODIFIED_AT -> moment(instance.modifiedAt());
            case EXPIRES_AT -> moment(instance.expiresAt());
            case UNIT_CODE -> text(instance.unitCode());
            case DATASET_ID -> text(instance.datasetId());
            case VALUE_TYPE -> text(instance.valueType());
            case OBJECT_TYPE ->
                    instance.objectTypes().isEmpty()
                            ? null
                            : new Target.Texts(instance.objectTypes(), false, true);
            case ID, TYPE, SCOPE, DELETED_AT, INSTANCE_ID -> null;
        };
    }

    /** Members with parameters of their own (id, type, scope) are no targets of {@code q}. */
    private static @Nullable Target entityMember(Entity entity, @Nullable Member member) {
        return switch (member) {
            case CREATED_AT -> moment(entity.createdAt());
            case MODIFIED_AT -> moment(entity.modifiedAt());
            case EXPIRES_AT -> moment(entity.expiresAt());
            case null -> null;
            case ID,
                    TYPE,
                    SCOPE,
                    DELETED_AT,
                    OBSERVED_AT,
                    UNIT_CODE,
                    DATASET_ID,
                    INSTANCE_ID,
                    OBJECT_TYPE,
                    VALUE_TYPE ->
                    null;
        };
    }

    private static @Nullable Target moment(@Nullable Instant instant) {
        return instant == null ? null : new Target.Moment(instant);
    }

    private static @Nullable Target text(@Nullable String text) {
        return text == null ? null : new Target.Texts(List.of(text), false, true);
    }

    private static boolean test(@Nullable Target target, Predicate<Target> condition) {
        return target != null && condition.test(target);
    }
}
