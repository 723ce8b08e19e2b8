package city.auriga.demo;

import city.auriga.demo.simulation.City;
import city.auriga.demo.simulation.Device;
import city.auriga.demo.simulation.Kind;

/** Five requests worth trying, with real ids and the real port. */
final class Suggestions {
    private Suggestions() {}

    static String of(City city, String url) {
        var device =
                city.devices().stream()
                        .filter(d -> d.kind() == Kind.TRAFFIC)
                        .map(Device::entityId)
                        .findFirst()
                        .orElseThrow();
        return """

        The city is in the tenant %1$s. Worth trying:

        # parking spots that are free
        curl -sG %2$s/entities -H 'NGSILD-Tenant: %1$s' \\
          -d type=ParkingSpot -d limit=5 --data-urlencode 'q=status=="free"'

        # noise within a kilometre of the town hall, only the values
        curl -sG %2$s/entities -H 'NGSILD-Tenant: %1$s' \\
          -d type=NoiseLevelObserved -d format=simplified -d geometry=Point \\
          --data-urlencode 'coordinates=[-3.81,43.462]' \\
          --data-urlencode 'georel=near;maxDistance==1000'

        # street lights for a map, as GeoJSON
        curl -sG %2$s/entities -H 'NGSILD-Tenant: %1$s' \\
          -H 'Accept: application/geo+json' -d type=Streetlight -d limit=100

        # one of the devices, concise
        curl -s '%2$s/entities/%3$s?format=concise' \\
          -H 'NGSILD-Tenant: %1$s'

        # be told of free parking spots; in another terminal, nc -lk 9999 shows the first of them
        curl -si %2$s/subscriptions -H 'NGSILD-Tenant: %1$s' \\
          -H 'Content-Type: application/json' -d '{
            "type": "Subscription",
            "entities": [{"type": "ParkingSpot"}],
            "watchedAttributes": ["status"],
            "q": "status==\\"free\\"",
            "notification": {
              "format": "concise",
              "endpoint": {"uri": "http://localhost:9999/free", "accept": "application/json"}
            }
          }'
        """
                .formatted(Broker.TENANT, url + "/ngsi-ld/v1", device);
    }
}
