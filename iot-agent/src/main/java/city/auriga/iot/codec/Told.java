package city.auriga.iot.codec;

import java.util.Map;

/** What devices tell of themselves, which is to be stored before the message is acknowledged. */
public sealed interface Told {
    /** The topic where it was told. */
    String topic();

    /**
     * What a device is, and where it tells what.
     *
     * @param device that it is about
     * @param topics that it names, and how many states are told on each
     * @param document as it came
     */
    record Config(String topic, String device, Map<String, Integer> topics, String document)
            implements Told {
        public Config {
            topics = Map.copyOf(topics);
        }
    }

    /** Nothing is told there any more. */
    record NoConfig(String topic) implements Told {}

    /** Words on other topics mean something only together with this one. */
    record Word(String topic, String word) implements Told {}
}
