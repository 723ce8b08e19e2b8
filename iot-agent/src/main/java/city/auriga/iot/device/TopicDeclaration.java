package city.auriga.iot.device;

import city.auriga.iot.codec.Codec;
import city.auriga.iot.codec.Codecs;
import city.auriga.iot.codec.Descriptions;
import city.auriga.iot.codec.TopicPattern;
import city.auriga.iot.device.ProvisioningException.Code;
import city.auriga.iot.expression.Expression;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The topics of a group that are not the agent's own, and the codec that understands what arrives
 * there.
 *
 * @param template name of the codec
 * @param parameters of the codec
 * @param patterns at least one; the apikey stands in them
 * @param commands where commands go, as the patterns tell; empty if the codec has none
 * @param device names the device of a reading; null if topic or codec do
 */
record TopicDeclaration(
        String template,
        Map<String, String> parameters,
        List<TopicPattern> patterns,
        List<TopicPattern> commands,
        @Nullable Expression device) {
    TopicDeclaration {
        parameters = Map.copyOf(parameters);
        patterns = List.copyOf(patterns);
        commands = List.copyOf(commands);
    }

    /**
     * @param topics as the operator wrote them; empty for those of the codec
     * @throws IllegalArgumentException if there is no such codec, a parameter is wrong, or a topic
     */
    static TopicDeclaration of(
            String template,
            Map<String, String> parameters,
            List<String> topics,
            @Nullable Expression device,
            String apikey) {
        var codec = Codecs.create(template, parameters);
        var written = topics.isEmpty() ? codec.patterns() : topics;
        topics.forEach(topic -> requireHeard(TopicPattern.parse(topic), codec, device));
        var patterns =
                written.stream()
                        .map(TopicPattern::parse)
                        .map(pattern -> pattern.with("apikey", apikey))
                        .toList();
        var commands = new CodecTopics(apikey, patterns, codec).commandPatterns(codec);
        commands.forEach(AgentTopics::requireOwn);
        return new TopicDeclaration(template, parameters, patterns, commands, device);
    }

    private static void requireHeard(
            TopicPattern pattern, Codec codec, @Nullable Expression device) {
        AgentTopics.requireHeard(pattern);
        boolean named =
                codec.namesDevices()
                        || codec.patterns().stream()
                                .map(TopicPattern::parse)
                                .anyMatch(usual -> !usual.captures("device"));
        if (!named && device == null && !pattern.captures("device")) {
            throw new IllegalArgumentException(
                    "topic '"
                            + pattern
                            + "': it lacks {device}, which nothing else tells (deviceIdExp)");
        }
    }

    /** Apikeys that these topics would stand for at the agent. */
    Set<String> apikeys() {
        return AgentTopics.apikeys(all());
    }

    /**
     * What is another tenant's must not even be overheard, and nothing may be told to its devices.
     *
     * @throws ProvisioningException DUPLICATE_GROUP
     */
    void requireApart(TopicDeclaration others) {
        for (var taken : others.all().toList()) {
            for (var wanted : patterns) {
                if (wanted.conflictsWith(taken)) {
                    throw taken("topics: '" + wanted + "' is taken already");
                }
            }
        }
        if (commands(others)) {
            throw taken(
                    "template: its commands go to '"
                            + commands.getFirst()
                            + "', where another group is; templateParams may name other topics");
        }
    }

    /** Whether its commands may arrive where others listen, or their devices. */
    boolean commands(TopicDeclaration others) {
        return commands.stream().anyMatch(mine -> others.all().anyMatch(mine::conflictsWith));
    }

    /**
     * Groups of one tenant may have topics in common, if one pattern says more than the other.
     *
     * @throws ProvisioningException DUPLICATE_GROUP
     */
    void requireOtherFilters(TopicDeclaration others) {
        for (var taken : others.patterns) {
            for (var wanted : patterns) {
                if (wanted.conflictsWith(taken) && wanted.filter().equals(taken.filter())) {
                    throw taken("topics: another group listens to '" + taken + "' already");
                }
            }
        }
    }

    private static ProvisioningException taken(String reason) {
        return new ProvisioningException(Code.DUPLICATE_GROUP, reason);
    }

    private Stream<TopicPattern> all() {
        return Stream.concat(patterns.stream(), commands.stream());
    }

    /**
     * @param descriptions what the devices of the group have told of themselves
     */
    Codec codec(Descriptions descriptions) {
        var codec = Codecs.create(template, parameters, descriptions);
        return device == null ? codec : new PayloadIds(codec, device);
    }
}
