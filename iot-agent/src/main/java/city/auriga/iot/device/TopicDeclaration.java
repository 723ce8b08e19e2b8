package city.auriga.iot.device;

import city.auriga.iot.codec.Codec;
import city.auriga.iot.codec.Codecs;
import city.auriga.iot.codec.TopicPattern;
import java.util.List;
import java.util.Map;

/**
 * The topics of a group that are not the agent's own, and the codec that understands what arrives
 * there.
 *
 * @param template name of the codec
 * @param parameters of the codec
 * @param patterns at least one; the apikey stands in them
 */
record TopicDeclaration(
        String template, Map<String, String> parameters, List<TopicPattern> patterns) {
    TopicDeclaration {
        parameters = Map.copyOf(parameters);
        patterns = List.copyOf(patterns);
    }

    /**
     * @param topics as the operator wrote them; empty for those of the codec
     * @throws IllegalArgumentException if there is no such codec, a parameter is wrong, or a topic
     */
    static TopicDeclaration of(
            String template, Map<String, String> parameters, List<String> topics, String apikey) {
        var written = topics.isEmpty() ? Codecs.create(template, parameters).patterns() : topics;
        return new TopicDeclaration(
                template,
                parameters,
                written.stream()
                        .map(topic -> TopicPattern.parse(topic).with("apikey", apikey))
                        .toList());
    }

    Codec codec() {
        return Codecs.create(template, parameters);
    }
}
