package city.auriga.core.representation;

import org.jspecify.annotations.Nullable;

/** What a request says about one instance of an Attribute. */
public sealed interface InstanceFragment {
    /** The instance it is about; null for the default instance. */
    @Nullable String datasetId();

    /** The instance is to go: its value is the NGSI-LD Null. */
    record Drop(@Nullable String datasetId) implements InstanceFragment {}

    /** The instance is to be written or changed. */
    record Put(AttributeFragment attribute) implements InstanceFragment {
        @Override
        public @Nullable String datasetId() {
            return attribute.datasetId();
        }
    }
}
