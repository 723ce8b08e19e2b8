package city.auriga.iot.mqtt;

import city.auriga.iot.payload.Protocol;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** What a client may do at the embedded broker. */
sealed interface Rights {
    boolean mayPublish(String topic);

    /**
     * @param topics a topic, or a filter
     */
    boolean mayReceive(String topics);

    /** What the session of a client is called, so that nobody has it who may do something else. */
    String session(String client);

    /** The user of the settings, or everybody if there is none. */
    record Everything() implements Rights {
        @Override
        public boolean mayPublish(String topic) {
            return true;
        }

        @Override
        public boolean mayReceive(String topics) {
            return true;
        }

        @Override
        public String session(String client) {
            return client;
        }
    }

    /** A device sends readings and answers of its apikey, and hears what is meant for it. */
    record OfApikey(String apikey, MqttTopics readings) implements Rights {
        private static final int COMMAND_LEVELS = 3;
        private static final List<String> TOLD = List.of("cmd", "lazy");
        private static final List<String> VALUES = List.of("configuration", "values");

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
        public boolean mayReceive(String topics) {
            var levels =
                    List.of((topics.startsWith("/") ? topics.substring(1) : topics).split("/", -1));
            if (levels.size() < 2 || !levels.getFirst().equals(apikey)) {
                return false;
            }
            // Below /json/ there are the readings of all.
            return Protocol.withToken(apikey).isEmpty()
                    || (levels.size() == COMMAND_LEVELS && TOLD.contains(levels.getLast()))
                    || levels.subList(2, levels.size()).equals(VALUES);
        }

        /** The broker may log it, so it does not tell the apikey. */
        @Override
        public String session(String client) {
            var key = UUID.nameUUIDFromBytes(apikey.getBytes(StandardCharsets.UTF_8));
            return key + ":" + client;
        }
    }
}
