package city.auriga.storage.device;

import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceQuestion;
import city.auriga.core.device.QuestionListener;
import city.auriga.core.device.QuestionNews;
import city.auriga.core.model.Tenant;
import city.auriga.storage.entity.StoredAttributes;
import city.auriga.storage.news.Channel;
import city.auriga.storage.outbox.Replica;
import city.auriga.storage.sql.Database;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Questions to devices as news only, by JSON arrays: nothing of them is stored. */
final class JdbcQuestionNews implements QuestionNews {
    private static final String CHANNEL = "auriga_question";
    private static final String TELL = "SELECT pg_notify('" + CHANNEL + "', ?)";
    private static final String OTHERS =
            "SELECT count(*) > 1 FROM (%s) alive".formatted(Replica.ALIVE);

    /** PostgreSQL takes less than 8000 bytes; who is not told of cannot help. */
    private static final int MAX_CHARACTERS = 1_900;

    private static final String ASKED = "asked";
    private static final String SENT = "sent";
    private static final String ANSWERED = "answered";

    private final Database database;

    JdbcQuestionNews(Database database) {
        this.database = database;
    }

    /**
     * @param agents who listen, if there are any in this process
     */
    static Channel channel(Iterable<QuestionListener> agents) {
        return new Channel(
                CHANNEL,
                news -> {
                    var told = StoredAttributes.JSON.readTree(news);
                    agents.forEach(agent -> hear(told, agent));
                },
                // Who asked before has not waited until now.
                () -> {});
    }

    private static void hear(JsonNode told, QuestionListener listener) {
        var id = UUID.fromString(told.get(1).stringValue());
        switch (told.get(0).stringValue()) {
            case SENT -> listener.sent(id);
            case ANSWERED -> listener.answered(id, names(told.get(3)), told.get(2).booleanValue());
            default -> listener.asked(question(id, told), told.get(2).booleanValue());
        }
    }

    private static DeviceQuestion question(UUID id, JsonNode told) {
        return new DeviceQuestion(
                id,
                new Address(
                        new Tenant(told.get(3).stringValue()),
                        told.get(4).stringValue(),
                        told.get(5).stringValue(),
                        told.get(6).stringValue()),
                told.get(7).valueStream().map(JsonNode::stringValue).toList());
    }

    private static Set<String> names(JsonNode array) {
        return array.valueStream().map(JsonNode::stringValue).collect(Collectors.toSet());
    }

    @Override
    public boolean hasOthers() {
        return database.run(jdbc -> jdbc.sql(OTHERS).query(Boolean.class).single());
    }

    @Override
    public void asked(DeviceQuestion question, boolean sent) {
        var device = question.device();
        var array =
                JsonNodeFactory.instance
                        .arrayNode()
                        .add(ASKED)
                        .add(question.id().toString())
                        .add(sent)
                        .add(device.tenant().name())
                        .add(device.path())
                        .add(device.apikey())
                        .add(device.device());
        question.values().forEach(array.addArray()::add);
        tell(array.toString());
    }

    @Override
    public void sent(UUID question) {
        tell(JsonNodeFactory.instance.arrayNode().add(SENT).add(question.toString()).toString());
    }

    @Override
    public void answered(UUID question, Set<String> values, boolean usable) {
        var told = answer(question, values, usable);
        // Then the reader is told that something came, and sees it as old.
        tell(told.length() <= MAX_CHARACTERS ? told : answer(question, Set.of(), usable));
    }

    private static String answer(UUID question, Set<String> values, boolean usable) {
        var array =
                JsonNodeFactory.instance
                        .arrayNode()
                        .add(ANSWERED)
                        .add(question.toString())
                        .add(usable);
        values.forEach(array.addArray()::add);
        return array.toString();
    }

    private void tell(String text) {
        if (text.length() <= MAX_CHARACTERS) {
            database.run(jdbc -> jdbc.sql(TELL).param(text).query((row, n) -> n).list());
        }
    }
}
