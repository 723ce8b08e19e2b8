package city.auriga.iot.mqtt;

import city.auriga.iot.payload.Protocol;
import city.auriga.iot.payload.Topic;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What a client may do at the embedded broker. */
sealed interface Rights {
    /** What stands behind the apikey and the device in topics of what a device hears. */
    Set<List<String>> HEARD =
            Set.of(List.of("cmd"), List.of("lazy"), List.of("configuration", "values"));

    int BEHIND_DEVICE = 2;

    boolean mayPublish(String topic);

    boolean maySubscribe(String filter);

    /** Of what it has subscribed to. */
    boolean mayHear(String topic);

    /** What the session of a client is called, so that nobody has it who may do something else. */
    String session(String client);

    /** The user of the settings, or everybody if there is none. */
    record Everything() implements Rights {
        @Override
        public boolean mayPublish(String topic) {
            return true;
        }

        @Override
        public boolean maySubscribe(String filter) {
            return true;
        }

        @Override
        public boolean mayHear(String topic) {
            return true;
        }

        @Override
        public String session(String client) {
            return client;
        }
    }

    /**
     * The device that a certificate names sends and hears for no other one, and on the agent's own
     * topics only: on those of groups the payload may tell which device it is.
     *
     * @param all what it may otherwise
     */
    record OfDevice(Rights all, String device) implements Rights {
        @Override
        public boolean mayPublish(String topic) {
            return Topic.parse(topic).filter(own -> own.device().equals(device)).isPresent()
                    && all.mayPublish(topic);
        }

        @Override
        public boolean maySubscribe(String filter) {
            // Devices of one name, of other apikeys; and + stands for the / before one, too.
            boolean ofAll = filter.startsWith("+") || levels(filter).getFirst().equals("+");
            return !ofAll && isOfDevice(filter) && all.maySubscribe(filter);
        }

        @Override
        public boolean mayHear(String topic) {
            return isHeard(topic) && isOfDevice(topic) && all.mayHear(topic);
        }

        /** Nor may it share subscriptions: others would wait for what it gets. */
        private boolean isOfDevice(String topic) {
            var levels = levels(topic);
            return !topic.startsWith("$")
                    && levels.size() > BEHIND_DEVICE
                    && levels.get(BEHIND_DEVICE - 1).equals(device);
        }

        @Override
        public String session(String client) {
            return all.session(key(device) + ":" + client);
        }
    }

    /** The broker may log it, so it does not tell the secret; and no two are the same. */
    private static UUID key(String secret) {
        return UUID.nameUUIDFromBytes(secret.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether a topic is one of what a device hears, of whatever apikey. */
    private static boolean isHeard(String topic) {
        var levels = levels(topic);
        return levels.size() > BEHIND_DEVICE
                && HEARD.contains(levels.subList(BEHIND_DEVICE, levels.size()));
    }

    private static List<String> levels(String topic) {
        return List.of((topic.startsWith("/") ? topic.substring(1) : topic).split("/", -1));
    }

    /**
     * A device sends readings and answers of its apikey, and hears what is meant for it.
     *
     * @param hostTopic which anybody may hear; empty if there is none
     */
    record OfApikey(String apikey, MqttTopics readings, String hostTopic) implements Rights {
        /** Whether it is one level of a topic that is neither a wildcard nor of a broker's own. */
        static boolean isPossible(String apikey) {
            return !apikey.isEmpty()
                    && !apikey.startsWith("$")
                    && apikey.chars().noneMatch(c -> "+#/\0".indexOf(c) >= 0);
        }

        @Override
        public boolean mayPublish(String topic) {
            return readings.apikey(topic).filter(apikey::equals).isPresent();
        }

        @Override
        public boolean maySubscribe(String filter) {
            if (isHostTopic(filter)) {
                return true;
            }
            var levels = levels(filter);
            // Below /json/ there is nothing else than the readings of all.
            return Protocol.withToken(apikey).isEmpty()
                    ? levels.size() >= BEHIND_DEVICE && levels.getFirst().equals(apikey)
                    : mayHear(filter);
        }

        /** And nothing else: an apikey may be the first level of others' readings. */
        @Override
        public boolean mayHear(String topic) {
            return isHostTopic(topic) || isHeard(topic) && levels(topic).getFirst().equals(apikey);
        }

        private boolean isHostTopic(String topic) {
            return !hostTopic.isEmpty() && topic.equals(hostTopic);
        }

        @Override
        public String session(String client) {
            return key(apikey) + ":" + client;
        }
    }
}
