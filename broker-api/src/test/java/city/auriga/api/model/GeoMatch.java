package city.auriga.api.model;

import city.auriga.api.Json;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Geoqueries (4.10) on points: near, and within an upright rectangle. */
final class GeoMatch {
    private static final double RADIUS = 6_371_008.8;
    private static final Pattern NEAR = Pattern.compile("near;(min|max)Distance==(.*)");

    private GeoMatch() {}

    static boolean matches(ModelEntity entity, String georel, Request request) {
        var coordinates = Json.of(request.parameter("coordinates").orElseThrow());
        var near = NEAR.matcher(georel);
        boolean isNear = near.matches();
        return entity.all(request.parameter("geoproperty").orElse("location")).stream()
                .filter(instance -> instance.path("type").asString().equals("GeoProperty"))
                .map(instance -> instance.path("value").path("coordinates"))
                .anyMatch(point -> {
                    if (!isNear) {
                        return isWithin(point, coordinates.get(0));
                    }
                    double limit = Double.parseDouble(near.group(2));
                    double distance = distance(point, coordinates);
                    return near.group(1).equals("max") ? distance <= limit : distance > limit;
                });
    }

    private static boolean isWithin(JsonNode point, JsonNode ring) {
        double[] low = axis(ring.get(0));
        double[] high = axis(ring.get(2));
        double[] p = axis(point);
        return p[0] > low[0] && p[0] < high[0] && p[1] > low[1] && p[1] < high[1];
    }

    /** Haversine, in metres. */
    private static double distance(JsonNode one, JsonNode other) {
        double[] a = axis(one);
        double[] b = axis(other);
        double x = Math.sin(Math.toRadians(b[0] - a[0]) / 2);
        double y = Math.sin(Math.toRadians(b[1] - a[1]) / 2);
        double cosines = Math.cos(Math.toRadians(a[1])) * Math.cos(Math.toRadians(b[1]));
        return 2 * RADIUS * Math.asin(Math.sqrt(y * y + cosines * x * x));
    }

    private static double[] axis(JsonNode position) {
        return new double[] {position.get(0).doubleValue(), position.get(1).doubleValue()};
    }
}
