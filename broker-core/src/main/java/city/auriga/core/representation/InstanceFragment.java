package city.auriga.core.representation;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeType;
import city.auriga.core.model.AttributeValue.Property;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What a request says about one instance of an Attribute. */
public sealed interface InstanceFragment {
    /** The instance it is about; null for the default instance. */
    @Nullable String datasetId();

    /**
     * The instance is to go: its value is the NGSI-LD Null.
     *
     * @param observedAt when it was seen to be gone; null if nobody says
     */
    record Drop(@Nullable String datasetId, @Nullable Instant observedAt)
            implements InstanceFragment {
        public Drop(@Nullable String datasetId) {
            this(datasetId, null);
        }
    }

    /**
     * The instance is to be written or changed.
     *
     * @param attribute what the request says by itself
     * @param otherwise what the same text says about an instance that it suits better; null if it
     *     can be read in one way only
     */
    record Put(AttributeFragment attribute, @Nullable AttributeFragment otherwise)
            implements InstanceFragment {
        /** What can be read in one way only. */
        public Put(AttributeFragment attribute) {
            this(attribute, null);
        }

        @Override
        public @Nullable String datasetId() {
            return attribute.datasetId();
        }

        /**
         * What it says about an instance that is there: a type that the request does not tell is
         * that of the instance (5.5.8, 5.5.12).
         */
        public AttributeFragment about(Attribute stored) {
            return otherwise != null && suits(otherwise, stored) ? otherwise : attribute;
        }

        private static boolean suits(AttributeFragment reading, Attribute stored) {
            return reading.type() == null
                    ? !isCompound(stored) || reading.names(stored.attributes().keySet())
                    : reading.type() == stored.type();
        }

        private static boolean isCompound(Attribute stored) {
            return stored.value() instanceof Property(ObjectNode _);
        }

        /** The reading that has this type, or may have; empty if there is none. */
        Optional<Put> as(AttributeType type) {
            if (attribute.mayBe(type)) {
                return Optional.of(this);
            }
            return Optional.ofNullable(otherwise)
                    .filter(reading -> reading.mayBe(type))
                    .map(Put::new);
        }
    }
}
