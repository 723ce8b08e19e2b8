package city.auriga.core.mutation;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeType;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.AttributeFragment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What partial update (5.5.8) and merge (5.5.12) share: members that are no Attributes. */
final class MemberPatch {
    private MemberPatch() {}

    /**
     * The instance with the members that a fragment names.
     *
     * @param value it then has
     * @param attributes its sub-attributes then
     * @param member where the instance stands, for the error
     * @return the same instance if nothing is another than before
     * @throws NgsiLdException BadRequestData for a member that its type cannot have
     */
    static Attribute apply(
            Attribute current,
            AttributeFragment patch,
            AttributeValue value,
            Map<String, List<Attribute>> attributes,
            String member,
            Instant now) {
        requireFit(patch, value.type(), member);
        var patched =
                new Attribute(
                        value,
                        current.datasetId(),
                        patch.observedAt().apply(current.observedAt()),
                        patch.unitCode().apply(current.unitCode()),
                        patch.valueType().apply(current.valueType()),
                        Objects.requireNonNullElse(
                                patch.objectTypes().apply(current.objectTypes()), List.of()),
                        attributes,
                        current.createdAt(),
                        current.modifiedAt(),
                        patch.expiresAt().apply(current.expiresAt()));
        return patch.value() == null && patched.equals(current)
                ? current
                : patched.withModifiedAt(now);
    }

    static void requireFit(AttributeFragment patch, AttributeType type, String member) {
        patch.misfit(type)
                .ifPresent(misfit -> {
                    throw NgsiLdException.badData(
                            member + "." + misfit,
                            "a " + type.term() + " cannot have this " + misfit);
                });
    }
}
