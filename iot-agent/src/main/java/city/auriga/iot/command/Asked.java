package city.auriga.iot.command;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.Tenant;
import java.util.List;

/**
 * What was written to Attributes of an Entity, which may be commands.
 *
 * @param instances in the order in which they become commands of one device
 */
public record Asked(Tenant tenant, String entity, List<Instance> instances) {
    public Asked {
        instances = List.copyOf(instances);
    }

    /**
     * One Attribute instance.
     *
     * @param attribute its name, expanded
     * @param change the same whenever this change is told again, and of no other change
     */
    public record Instance(String attribute, Attribute value, String change) {}
}
