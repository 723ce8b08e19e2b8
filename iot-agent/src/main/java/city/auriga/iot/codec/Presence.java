package city.auriga.iot.codec;

import city.auriga.iot.codec.DiscoveredComponent.Availability;
import city.auriga.iot.codec.Uplink.OfItself;
import city.auriga.iot.payload.PayloadException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Which devices a word on a topic says to be there, and which not. */
final class Presence {
    private static final int MOST_CHARACTERS = 1_000;

    private final String topic;
    private final HeardState heard;
    private final Descriptions descriptions;

    Presence(String topic, HeardState heard, Descriptions descriptions) {
        this.topic = topic;
        this.heard = heard;
        this.descriptions = descriptions;
    }

    /**
     * @param components one of each device
     */
    List<Uplink> of(Collection<DiscoveredComponent> components) {
        var others = new TreeSet<String>();
        for (var component : components) {
            if (component.needsOthers()) {
                component.available().forEach(one -> others.add(one.topic()));
            }
        }
        others.remove(topic);
        var uplinks = new ArrayList<Uplink>();
        if (!others.isEmpty()) {
            uplinks.add(new OfItself(new Told.Word(topic, word())));
        }
        Map<String, String> said = others.isEmpty() ? Map.of() : descriptions.said(others);
        for (var component : components) {
            try {
                isThere(component, said)
                        .ifPresent(online ->
                                uplinks.add(new Uplink.Availability(component.device(), online)));
            } catch (PayloadException wrong) {
                uplinks.add(
                        new Uplink.Unexplained(
                                component.device(), "availability: " + wrong.getMessage()));
            }
        }
        return uplinks;
    }

    /** What is longer than any word about this is kept as none. */
    private String word() {
        var text = heard.text();
        return text.length() > MOST_CHARACTERS || text.indexOf('\0') >= 0 ? "" : text;
    }

    /** Empty if that is not known. */
    private Optional<Boolean> isThere(DiscoveredComponent component, Map<String, String> said) {
        var words =
                component.available().stream()
                        .filter(one -> one.topic().equals(topic))
                        .flatMap(one -> one.isThere(heard).stream())
                        .toList();
        if (words.isEmpty() || !component.needsOthers()) {
            return words.stream().findFirst();
        }
        var all = component.available().stream().map(one -> isThere(one, said)).toList();
        boolean anyThere = all.contains(Optional.of(true));
        boolean anyGone = all.contains(Optional.of(false));
        return switch (component.mode()) {
            case ANY -> Optional.of(anyThere);
            case ALL ->
                    anyGone
                            ? Optional.of(false)
                            : Optional.of(true).filter(_ -> !all.contains(Optional.empty()));
            case LATEST -> words.stream().findFirst();
        };
    }

    private Optional<Boolean> isThere(Availability one, Map<String, String> said) {
        if (one.topic().equals(topic)) {
            return one.isThere(heard);
        }
        var word = said.get(one.topic());
        return word == null ? Optional.empty() : one.wasThere(word);
    }
}
