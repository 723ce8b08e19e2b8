package city.auriga.iot.device;

import city.auriga.iot.device.ProvisioningException.Code;
import java.time.DateTimeException;
import java.time.ZoneId;

/** Time zones by the names that operators write. */
final class Zones {
    private Zones() {}

    static ZoneId require(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new ProvisioningException(
                    Code.WRONG_SYNTAX,
                    "timezone: expected a name such as Europe/Madrid, found '" + name + "'");
        }
    }
}
