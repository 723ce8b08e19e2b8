package city.auriga.demo.simulation;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What one device measures. Each call is a later moment of the same place. */
interface Sensor {
    /** Values by object id, in the order of the kind. */
    ObjectNode read(Moment now);

    static ObjectNode values() {
        return JsonNodeFactory.instance.objectNode();
    }

    static double rounded(double value, int decimals) {
        double factor = Math.pow(10, decimals);
        return Math.round(value * factor) / factor;
    }

    static double bounded(double value, double least, double most) {
        return Math.max(least, Math.min(most, value));
    }
}
