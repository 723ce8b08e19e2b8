package city.auriga.demo.simulation;

import java.util.List;
import java.util.random.RandomGenerator;

/** A kind of device: one group of the IoT agent, one entity type of the Smart Data Models. */
public enum Kind {
    TRAFFIC("traffic", "TrafficFlowObserved"),
    AIR("air", "AirQualityObserved"),
    NOISE("noise", "NoiseLevelObserved"),
    WASTE("waste", "WasteContainer"),
    PARKING("parking", "ParkingSpot"),
    LIGHT("light", "Streetlight"),
    WEATHER("weather", "WeatherObserved");

    private final String label;
    private final String entityType;

    Kind(String label, String entityType) {
        this.label = label;
        this.entityType = entityType;
    }

    public String label() {
        return label;
    }

    public String entityType() {
        return entityType;
    }

    public String apikey() {
        return "demo-" + label;
    }

    public List<Measured> measures() {
        return switch (this) {
            case TRAFFIC -> TrafficSensor.MEASURES;
            case AIR -> AirSensor.MEASURES;
            case NOISE -> NoiseSensor.MEASURES;
            case WASTE -> WasteSensor.MEASURES;
            case PARKING -> ParkingSensor.MEASURES;
            case LIGHT -> LightSensor.MEASURES;
            case WEATHER -> WeatherSensor.MEASURES;
        };
    }

    Sensor sensor(RandomGenerator random) {
        return switch (this) {
            case TRAFFIC -> new TrafficSensor(random);
            case AIR -> new AirSensor(random);
            case NOISE -> new NoiseSensor(random);
            case WASTE -> new WasteSensor(random);
            case PARKING -> new ParkingSensor(random);
            case LIGHT -> new LightSensor(random);
            case WEATHER -> new WeatherSensor(random);
        };
    }
}
