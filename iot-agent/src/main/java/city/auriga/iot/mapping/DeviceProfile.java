package city.auriga.iot.mapping;

import city.auriga.core.jsonld.Context;
import city.auriga.core.model.Tenant;
import city.auriga.iot.mapping.AttributeRule.StaticRule;
import city.auriga.iot.mapping.AttributeRule.Target;
import java.time.ZoneId;
import java.util.List;

/**
 * All that mapping needs to know about a device: its own declarations and what it inherits.
 *
 * @param path subservice; becomes the scope of the entity unless it is {@code /}
 * @param entity where its measures go
 * @param explicit whether only declared attributes are taken
 * @param stamp whether values without a time of their own get the time of arrival
 * @param zone of times that name none
 */
public record DeviceProfile(
        Tenant tenant,
        String path,
        String device,
        Target entity,
        List<AttributeRule> rules,
        List<StaticRule> statics,
        boolean explicit,
        boolean stamp,
        ZoneId zone,
        Context context) {

    public DeviceProfile {
        rules = List.copyOf(rules);
        statics = List.copyOf(statics);
    }
}
