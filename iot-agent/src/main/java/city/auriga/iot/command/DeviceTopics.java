package city.auriga.iot.command;

import city.auriga.iot.command.CommandPublisher.Fate;
import city.auriga.iot.device.HeardApikeys;
import city.auriga.iot.device.Sender;
import city.auriga.iot.payload.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The agent's own topics on which devices are told something: {@code /<apikey>/<device>/…}. While
 * the apikey of a device changes there are two, and it listens to one of them. Blocks.
 */
public final class DeviceTopics {
    private final Supplier<CommandPublisher> publisher;
    private final HeardApikeys apikeys;
    private final boolean leadingSlash;

    /**
     * @param publisher asked for late, because readings, which go the other way, need this
     */
    public DeviceTopics(
            Supplier<CommandPublisher> publisher, HeardApikeys apikeys, CommandSettings settings) {
        this.publisher = publisher;
        this.apikeys = apikeys;
        this.leadingSlash = settings.leadingSlash();
    }

    /** A topic, and the apikey that stands in it. */
    public record Place(String apikey, String topic) {}

    /** Publishes somewhere. */
    public interface Publishing {
        Fate to(Place place) throws InterruptedException;
    }

    /** Whether this process can reach the device now, as far as one sees without trying. */
    public boolean mayReach(Sender device, String what) throws InterruptedException {
        for (var place : of(device, what)) {
            if (publisher.get().mayReach(place.topic())) {
                return true;
            }
        }
        return false;
    }

    /** As {@link #mayReach}, where the device can answer at once. */
    public boolean mayReachNow(Sender device, String what) throws InterruptedException {
        for (var place : of(device, what)) {
            if (publisher.get().mayReachNow(place.topic())) {
                return true;
            }
        }
        return false;
    }

    /** Publishes where the device is likeliest, or else where somebody listens. */
    public Fate publish(Sender device, String what, Publishing publishing)
            throws InterruptedException {
        var fate = Fate.NOBODY;
        for (var place : likeliest(of(device, what))) {
            fate = publishing.to(place);
            if (fate != Fate.NOBODY) {
                return fate;
            }
        }
        return fate;
    }

    /** A session that a device has left may have a subscription still. */
    private List<Place> likeliest(List<Place> places) throws InterruptedException {
        if (places.size() < 2) {
            return places;
        }
        var there = new ArrayList<Place>();
        var away = new ArrayList<Place>();
        for (var place : places) {
            (publisher.get().mayReachNow(place.topic()) ? there : away).add(place);
        }
        there.addAll(away);
        return there;
    }

    private List<Place> of(Sender device, String what) {
        var id = device.commands().address().device();
        return apikeys.of(device).stream()
                .filter(apikey -> Topic.isPossible(apikey, id))
                .map(apikey -> new Place(apikey, topic(apikey, id, what)))
                .toList();
    }

    /** One of them, for those who are told of it. */
    public String topic(Sender device, String what) {
        var address = device.commands().address();
        return topic(address.apikey(), address.device(), what);
    }

    private String topic(String apikey, String device, String what) {
        return (leadingSlash ? "/" : "") + apikey + "/" + device + what;
    }
}
