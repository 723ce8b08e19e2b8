package city.auriga.iot.remote;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An Entity as another broker shows it, with no more than the Attributes that were asked for.
 *
 * @param types expanded; empty if the broker does not tell
 */
record NotifiedEntity(String id, Set<String> types, List<Instances> attributes) {
    NotifiedEntity {
        types = Set.copyOf(types);
        attributes = List.copyOf(attributes);
    }

    /**
     * All instances of one Attribute.
     *
     * @param name expanded
     */
    record Instances(String name, List<Instance> all) {
        Instances {
            all = List.copyOf(all);
        }
    }

    /**
     * One Attribute instance.
     *
     * @param createdAt null if the broker does not tell
     * @param modifiedAt likewise
     */
    record Instance(Attribute value, @Nullable Instant createdAt, @Nullable Instant modifiedAt) {
        /** Empty for the default instance. */
        String dataset() {
            return Objects.requireNonNullElse(value.datasetId(), "");
        }

        /** Whether it is more than the empty text with which the agent makes Entities. */
        boolean asks() {
            boolean empty =
                    value.value() instanceof AttributeValue.Property(var text)
                            && text.isString()
                            && text.stringValue().isEmpty();
            boolean changed =
                    modifiedAt != null && createdAt != null && modifiedAt.isAfter(createdAt);
            return !empty || changed;
        }
    }
}
