package city.auriga.iot.command;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.mutation.AttributeChange;
import city.auriga.core.mutation.EntityChange;
import city.auriga.core.subscription.PendingNotification;
import city.auriga.iot.reading.TestAgent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Committed changes that ask for a command. */
public final class Asking {
    private static final String VOCABULARY = "https://uri.etsi.org/ngsi-ld/default-context/";

    private Asking() {}

    public static PendingNotification change(
            long outboxId, String entity, String command, String json) {
        return change(outboxId, entity, command, json, "");
    }

    /**
     * @param qos the sub-Property; none if empty
     */
    static PendingNotification change(
            long outboxId, String entity, String command, String json, String qos) {
        var now = Instant.parse("2026-05-01T10:00:00Z");
        var attribute =
                new Attribute(
                        property(json),
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        qos.isEmpty()
                                ? Map.of()
                                : Map.of(
                                        VOCABULARY + "qos",
                                        List.of(Attribute.of(property(qos), now))),
                        now,
                        now,
                        null);
        var name = VOCABULARY + command;
        var id = EntityId.parse(entity, "id");
        var after =
                new Entity(
                        id,
                        List.of(VOCABULARY + "Gate"),
                        List.of(),
                        Map.of(name, List.of(attribute)),
                        now,
                        now,
                        null);
        var change =
                new EntityChange(
                        TestAgent.TENANT,
                        id,
                        after,
                        after,
                        List.of(new AttributeChange(name, attribute, attribute)),
                        false,
                        now);
        return new PendingNotification(outboxId, change, List.of(CommandNames.ID));
    }

    private static AttributeValue property(String json) {
        return json.startsWith("urn:")
                ? new AttributeValue.Relationship(List.of(json))
                : new AttributeValue.Property(new JsonMapper().readTree(json));
    }

    /** Asks as if it were just committed. */
    public static void ask(
            TestAgent agent, long outboxId, String entity, String command, String json) {
        agent.receiver.take(change(outboxId, entity, command, json), CommandNames.ID, () -> {});
    }
}
