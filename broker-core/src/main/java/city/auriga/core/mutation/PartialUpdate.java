package city.auriga.core.mutation;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.Attributes;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.AttributeFragment;
import city.auriga.core.representation.InstanceFragment;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Partial Attribute Update (5.6.4).
 *
 * @param name expanded
 */
public record PartialUpdate(EntityId id, String name, InstanceFragment fragment)
        implements Mutation {
    @Override
    public Outcome apply(@Nullable Entity current, Instant now) {
        var draft = new Draft(Existing.require(current, id), now);
        var instance =
                draft.find(name, fragment.datasetId())
                        .orElseThrow(() -> Existing.noAttribute(id, name, fragment.datasetId()));
        switch (fragment) {
            case InstanceFragment.Drop(var datasetId, _) -> draft.drop(name, datasetId);
            case InstanceFragment.Put put ->
                    draft.change(name, replaceMembers(instance, put.about(instance), now));
        }
        return draft.finish(false);
    }

    /** Each member of the fragment takes the place of the stored one as a whole (5.5.8). */
    private static Attribute replaceMembers(
            Attribute current, AttributeFragment patch, Instant now) {
        requireSameType(current, patch);
        var attributes = new LinkedHashMap<>(current.attributes());
        patch.attributes()
                .forEach((name, instances) -> {
                    for (var instance : instances) {
                        switch (instance) {
                            case InstanceFragment.Drop(var datasetId, _) ->
                                    Attributes.remove(attributes, name, datasetId);
                            case InstanceFragment.Put(var whole, _) ->
                                    replace(attributes, name, whole.toAttribute(now));
                        }
                    }
                });
        var value = patch.value() == null ? current.value() : patch.value();
        return MemberPatch.apply(current, patch, value, attributes, "$", now);
    }

    /** A sub-attribute that was there passes on its time of creation. */
    private static void replace(
            Map<String, List<Attribute>> attributes, String name, Attribute written) {
        var old =
                Attributes.instance(attributes.getOrDefault(name, List.of()), written.datasetId());
        Attributes.put(
                attributes,
                name,
                old.map(o -> written.withCreatedAt(o.createdAt())).orElse(written));
    }

    private static void requireSameType(Attribute instance, AttributeFragment patch) {
        var type = patch.type();
        if (type != null && type != instance.type()) {
            throw NgsiLdException.badData(
                    "$.type",
                    "a partial update cannot turn a "
                            + instance.type().term()
                            + " into a "
                            + type.term()
                            + "; replace the Attribute instead");
        }
    }
}
