package city.auriga.demo.simulation;

import java.util.List;
import java.util.Locale;

/**
 * A device of the city.
 *
 * @param number counts from 1 in each kind
 * @param places one for a point, more for a line
 */
public record Device(Kind kind, int number, String street, List<Place> places) {
    public Device {
        places = List.copyOf(places);
    }

    public String id() {
        return String.format(Locale.ROOT, "%s-%03d", kind.label(), number);
    }

    public String entityId() {
        return String.format(
                Locale.ROOT, "urn:ngsi-ld:%s:santander:%03d", kind.entityType(), number);
    }

    /** Where it publishes its readings. */
    public String topic() {
        return "/json/" + kind.apikey() + "/" + id() + "/attrs";
    }
}
