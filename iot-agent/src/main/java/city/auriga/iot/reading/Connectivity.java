package city.auriga.iot.reading;

import city.auriga.iot.payload.Measure;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;

/** Whether a device is there: an attribute like any other, which a group can leave out. */
final class Connectivity {
    private static final String NAME = "connectivityStatus";
    private static final String OFFLINE = "offline";

    private Connectivity() {}

    static Measure measure(boolean online) {
        var status = JsonNodeFactory.instance.stringNode(online ? "online" : OFFLINE);
        return new Measure(Map.of(NAME, status), null);
    }

    /** Whether the device itself has measured nothing. */
    static boolean isAll(Measure measure) {
        return measure.values().keySet().equals(Set.of(NAME));
    }

    /** Whether somebody else says that the device is gone: then it was not heard. */
    static boolean isFarewell(Measure measure) {
        var status = measure.values().get(NAME);
        return isAll(measure) && status != null && status.asString("").equals(OFFLINE);
    }
}
