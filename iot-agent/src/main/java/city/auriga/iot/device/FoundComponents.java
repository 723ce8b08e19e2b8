package city.auriga.iot.device;

import city.auriga.core.device.DiscoveredConfigs.Limits;
import city.auriga.iot.codec.DiscoveredComponent;
import city.auriga.iot.payload.PayloadException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Components of configs that are read one after another. No more of them are held than may be kept:
 * all configs of a group may name the same topic, or be of the same device.
 */
final class FoundComponents {
    private final Limits limits;
    private final List<DiscoveredComponent> found = new ArrayList<>();

    /** Those of which only that they are there is told, and where they are found. */
    private final Map<String, Integer> devices = new HashMap<>();

    private int whole;
    private int configs;

    FoundComponents(Limits limits) {
        this.limits = limits;
    }

    /**
     * Takes what a config tells on a topic: all states, and one component of each device that is
     * said to be there.
     *
     * @throws PayloadException if that is more than may be
     */
    void on(String topic, List<DiscoveredComponent> components) {
        countConfig("configs that name one topic");
        for (var component : components) {
            if (topic.equals(component.state())) {
                addWhole(component, "components whose state is told on one topic");
            } else if (isWanted(component)) {
                component.on(topic).ifPresent(this::addDevice);
            }
        }
    }

    /** Of one device one that needs words of several topics tells more than one that does not. */
    private boolean isWanted(DiscoveredComponent component) {
        var place = devices.get(component.device());
        return place == null || (component.needsOthers() && !found.get(place).needsOthers());
    }

    private void countConfig(String what) {
        configs++;
        require(configs, limits.configs(), what);
    }

    private void addWhole(DiscoveredComponent component, String what) {
        whole++;
        found.add(component);
        require(whole, limits.topic(), what);
    }

    private void addDevice(DiscoveredComponent component) {
        var place = devices.putIfAbsent(component.device(), found.size());
        if (place != null) {
            found.set(place, component);
            return;
        }
        found.add(component);
        require(devices.size(), limits.topic(), "devices that one topic says to be there");
    }

    /**
     * Takes what a device can be told; of one that can be told nothing, that it is known.
     *
     * @throws PayloadException if that is more than may be
     */
    void told(List<DiscoveredComponent> components) {
        countConfig("configs of one device");
        for (var component : components) {
            if (component.order() != null) {
                addWhole(component, "components of one device that take commands");
            } else if (devices.putIfAbsent(component.device(), found.size()) == null) {
                found.add(component);
            }
        }
    }

    private static void require(int number, int most, String what) {
        if (number > most) {
            throw new PayloadException(
                    "more than "
                            + most
                            + " "
                            + what
                            + " were told, which is not allowed (AURIGA_IOT_DISCOVERED_TOPIC)");
        }
    }

    /** Whether there was a config at all. */
    boolean isNamed() {
        return configs > 0;
    }

    List<DiscoveredComponent> all() {
        return List.copyOf(found);
    }
}
