package city.auriga.core.discovery;

import city.auriga.core.model.AttributeType;
import java.util.List;

/** How many there are of one kind, among the entities that have exactly these types. */
public sealed interface Count {
    /** The combination of types, expanded. */
    List<String> types();

    /** At least one. */
    long number();

    /** Entities. */
    record Entities(List<String> types, long number) implements Count {
        public Entities {
            types = List.copyOf(types);
        }
    }

    /**
     * Instances of an Attribute, each datasetId counted on its own.
     *
     * @param attribute expanded name
     */
    record Instances(List<String> types, String attribute, AttributeType type, long number)
            implements Count {
        public Instances {
            types = List.copyOf(types);
        }
    }
}
