package city.auriga.iot.remote;

import city.auriga.core.device.Spool.Kind;
import city.auriga.core.device.Spool.Write;
import city.auriga.core.model.Tenant;

/** Writes of one Attribute without a time. */
final class Writes {
    private Writes() {}

    static Write of(Tenant tenant, String entity, int value) {
        return new Write(
                tenant,
                entity,
                Kind.NEWEST,
                """
                {"id":"%s","type":"T","n":{"type":"Property","value":%d}}\
                """
                        .formatted(entity, value));
    }
}
