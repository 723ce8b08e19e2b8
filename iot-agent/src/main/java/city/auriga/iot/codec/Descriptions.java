package city.auriga.iot.codec;

import city.auriga.core.problem.NgsiLdException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the devices of a group have told of themselves: {@link Told} that was stored, by whatever
 * process. Looking may ask the database; every method may throw {@link NgsiLdException} with
 * problem {@code SERVICE_UNAVAILABLE}.
 */
public interface Descriptions {
    /** Of a group of which nothing is stored. */
    Descriptions NONE =
            new Descriptions() {
                @Override
                public Optional<List<DiscoveredComponent>> on(String topic, Reader reader) {
                    return Optional.empty();
                }

                @Override
                public List<DiscoveredComponent> of(String device, Reader reader) {
                    return List.of();
                }

                @Override
                public Map<String, String> said(Collection<String> topics) {
                    return Map.of();
                }
            };

    /** Makes components of a config that is stored; none if it cannot be read any more. */
    @FunctionalInterface
    interface Reader {
        List<DiscoveredComponent> read(String config, String document);
    }

    /**
     * What is told on a topic, as {@link DiscoveredComponent#on} has it.
     *
     * @return empty if no config names the topic
     */
    Optional<List<DiscoveredComponent>> on(String topic, Reader reader);

    List<DiscoveredComponent> of(String device, Reader reader);

    /** The last {@link Told.Word} on topics, where there are such. */
    Map<String, String> said(Collection<String> topics);
}
