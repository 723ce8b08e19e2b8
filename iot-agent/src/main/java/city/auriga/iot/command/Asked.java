package city.auriga.iot.command;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.Tenant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was written to Attributes of an Entity, which may be commands.
 *
 * @param origin the device that measured it, if it must not be told of it; else null
 * @param instances in the order in which they become commands of one device
 */
public record Asked(
        Tenant tenant, String entity, @Nullable String origin, List<Instance> instances) {
    public Asked {
        instances = List.copyOf(instances);
    }

    /** What nobody measured. */
    public Asked(Tenant tenant, String entity, List<Instance> instances) {
        this(tenant, entity, null, instances);
    }

    /**
     * One Attribute instance.
     *
     * @param asks whether it is a command, if its Attribute is one
     * @param differs whether it has another value than before
     * @param attribute its name, expanded
     * @param change the same whenever this change is told again, and of no other change
     */
    public record Instance(
            String attribute, Attribute value, String change, boolean asks, boolean differs) {
        /** One that is a command, or nothing. */
        public Instance(String attribute, Attribute value, String change) {
            this(attribute, value, change, true, false);
        }
    }
}
