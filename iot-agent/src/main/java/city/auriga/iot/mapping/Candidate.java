package city.auriga.iot.mapping;

import city.auriga.core.representation.Names;
import city.auriga.iot.payload.Measure.Detail;
import city.auriga.iot.payload.Measure.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A value that may be written, if it is chosen; null takes the attribute away.
 *
 * @param objectId its name on the wire; null if no measure brings it
 * @param observedAt when it was measured, if not when the rest was
 * @param handling what it has otherwise than the others
 * @param stamped whether it was measured at all
 */
record Candidate(
        Target target,
        String name,
        @Nullable String objectId,
        DeclaredType type,
        JsonNode value,
        List<Description> metadata,
        @Nullable JsonNode observedAt,
        Handling handling,
        boolean stamped) {
    /** What is said of an Attribute by members of its own; all else is a sub-Attribute. */
    static final Set<String> MEMBERS =
            Set.of(
                    "unitCode",
                    Mapping.DATASET,
                    "valueType",
                    "objectType",
                    "expiresAt",
                    "observedAt",
                    Mapping.TIME);

    /** Devices do not know which names an Attribute cannot have, such as {@code value}. */
    static String undeclaredName(String name) {
        return Names.isReserved(name) && !name.startsWith("@") ? "measure_" + name : name;
    }

    /**
     * Metadata with its value.
     *
     * @param inner what is said about it in turn
     */
    record Description(String name, DeclaredType type, JsonNode value, List<Description> inner) {
        Description(String name, DeclaredType type, JsonNode value) {
            this(name, type, value, List.of());
        }

        /** What a payload says about a value. */
        static List<Description> of(Detail detail) {
            return detail.metadata().entrySet().stream()
                    .map(said -> of(said.getKey(), said.getValue(), detail))
                    .toList();
        }

        private static Description of(String name, JsonNode value, Detail detail) {
            var its = detail.details().getOrDefault(name, Detail.NONE);
            var own = MEMBERS.contains(name) ? name : undeclaredName(name);
            return new Description(own, DeclaredType.told(its), value, of(its));
        }
    }

    /**
     * Another instance of the same Attribute.
     *
     * @param more what is declared of all instances
     */
    Candidate with(AttributeRule rule, Instance other, List<Description> more) {
        var described = new ArrayList<>(Description.of(other.detail()));
        described.addAll(more);
        return new Candidate(
                target,
                name,
                objectId,
                rule.type().or(DeclaredType.told(other.detail())),
                other.value(),
                described,
                observedAt,
                handling,
                stamped);
    }

    /** Whether writing it would ask the device for what it tells. */
    boolean asks(Set<String> commands) {
        return stamped && commands.contains(name);
    }
}
