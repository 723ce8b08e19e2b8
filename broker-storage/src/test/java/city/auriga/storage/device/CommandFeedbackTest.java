package city.auriga.storage.device;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.CommandAnswer;
import city.auriga.core.device.CommandAnswer.Effect;
import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceCommand;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceCommand.State;
import city.auriga.core.device.Feedback;
import city.auriga.core.model.Tenant;
import city.auriga.storage.TestDatabase;
import city.auriga.storage.sql.Database;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What becomes of a command, by how much is wanted of it. */
class CommandFeedbackTest {
    private static final Tenant CITY = new Tenant("city");
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    private static TestDatabase server;
    private static JdbcCommands commands;
    private static JdbcDeviceRegistry devices;
    private static int count;

    private final Address device = new Address(CITY, "/", "key", "d" + ++count);
    private final Device gate =
            new Device(CITY, "/", "key", device.device(), JsonNodeFactory.instance.objectNode());

    @BeforeAll
    static void start() {
        server = TestDatabase.create();
        Flyway.configure().dataSource(server.dataSource()).load().migrate();
        var database = new Database(server.dataSource());
        commands = new JdbcCommands(database);
        devices = new JdbcDeviceRegistry(database);
        server.tenant(CITY.name());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /**
     * One step a second: the command is claimed, noted as sent, answered ({@code a1} is one
     * message), its time is over, its Entity shows it, or its device goes.
     */
    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    1 claim sent               -> nothing   -> PENDING null open, shown
                    1 claim sent a1            -> ended     -> OK a1
                    1 claim sent a1 show a2    -> late      -> OK a1, shown
                    1 claim sent expire        -> EXPIRED   -> EXPIRED late
                    1 claim sent gone          -> nothing   -> ERROR the device is gone
                    0 claim                    -> nothing   -> PENDING null open, shown
                    0 claim sent               -> DELIVERED -> DELIVERED null open
                    0 claim sent show          -> nothing   -> DELIVERED null open, shown
                    0 claim sent show a1       -> silent    -> DELIVERED null, shown
                    0 claim sent show a1 a2    -> nothing   -> DELIVERED null, shown
                    0 claim a1                 -> silent    -> DELIVERED null
                    0 claim a1 sent            -> DELIVERED -> DELIVERED null
                    0 expire                   -> EXPIRED   -> EXPIRED late
                    0 claim sent show expire   -> silent    -> DELIVERED null, shown
                    0 claim sent show gone     -> nothing   -> DELIVERED null, shown
                    0 claim sent gone          -> nothing   -> DELIVERED null
                    0 claim gone               -> nothing   -> ERROR the device is gone
                    0 fetch show a1            -> silent    -> DELIVERED null, shown
                    2 claim sent               -> DELIVERED -> DELIVERED null open
                    2 claim sent a1            -> ended     -> OK a1
                    2 claim sent a1 show a2    -> more      -> OK a2
                    2 claim sent a1 a2 show    -> nothing   -> OK a2, shown
                    2 claim sent a1 a2 show a2 -> nothing   -> OK a2, shown
                    2 claim sent expire        -> EXPIRED   -> EXPIRED late
                    2 claim sent a1 show end a2 -> late     -> OK a1, shown
                    """)
    void endsAsItIsWanted(String steps, String effect, String expected) {
        var words = steps.strip().split(" ");
        var command = command("open").withFeedback(feedback(words[0]));
        devices.add(List.of(gate));
        commands.add(List.of(command));
        var now = NOW;
        String last = "";
        for (int i = 1; i < words.length; i++) {
            if (words[i].equals("end")) {
                now = command.expiresAt();
            } else {
                now = now.plusSeconds(1);
                last = step(words[i], command.id(), now);
            }
        }
        assertThat(last).isEqualTo(effect.strip());
        assertThat(stored(command.id())).isEqualTo(expected.strip());
    }

    /** What a message says that is delivered again is not the newest any more. */
    @Test
    void doesNotGoBackToWhatWasSaidBefore() {
        var command = command("open").withFeedback(Feedback.ALL);
        devices.add(List.of(gate));
        commands.add(List.of(command));
        step("claim", command.id(), NOW);
        for (int i = 1; i <= 3; i++) {
            step("a" + i, command.id(), NOW.plusSeconds(i));
        }
        assertThat(step("a2", command.id(), NOW.plusSeconds(2))).isEqualTo("nothing");
        assertThat(step("a1", command.id(), NOW.plusSeconds(1))).isEqualTo("nothing");
        assertThat(stored(command.id())).isEqualTo("OK a3");
    }

    /** What is said after another command was sent is about that, unless it names the first. */
    @Test
    void goesOnOnlyUntilTheNextCommand() {
        var first = command("open").withFeedback(Feedback.ALL);
        var second = command("open2").withFeedback(Feedback.ALL);
        devices.add(List.of(gate));
        commands.add(List.of(first));
        step("claim", first.id(), NOW);
        step("sent", first.id(), NOW);
        step("a1", first.id(), NOW);
        commands.add(List.of(second));
        step("claim", second.id(), NOW);
        assertThat(step("a2", second.id(), NOW)).isEqualTo("ended");
        assertThat(stored(second.id())).isEqualTo("OK a2");
        assertThat(stored(first.id())).isEqualTo("OK a1");
        assertThat(answer("a3", first.id(), NOW.plusSeconds(1))).isEqualTo("more");
        assertThat(stored(first.id())).isEqualTo("OK a3");
        assertThat(answer("a4", null, NOW.plusSeconds(2))).isEqualTo("more");
        assertThat(stored(second.id())).isEqualTo("OK a4");
    }

    private String step(String word, UUID id, Instant now) {
        return switch (word) {
            case "claim" -> {
                assertThat(commands.claim(device, now, now.plusSeconds(9), true)).isPresent();
                yield "nothing";
            }
            case "sent" -> state(commands.sent(id, now));
            case "fetch" -> state(commands.fetch(device, now).stream().findFirst());
            case "show" -> {
                commands.told(commands.find(device, id).orElseThrow());
                yield "nothing";
            }
            case "expire" -> {
                var ended = commands.expire(text("late"), NOW.plusSeconds(3_600), 1_000);
                yield state(ended.stream().filter(c -> c.id().equals(id)).findFirst());
            }
            case "gone" -> {
                devices.remove(gate);
                yield "nothing";
            }
            default -> answer(word, null, now);
        };
    }

    private String answer(String message, UUID named, Instant now) {
        var key = UUID.nameUUIDFromBytes((device + message).getBytes(StandardCharsets.UTF_8));
        var answer = new CommandAnswer("open", key, named, State.OK, text(message), now);
        return switch (commands.answer(device, answer)) {
            case Effect.Ended(var ended) -> ended.isSilent() ? "silent" : "ended";
            case Effect.More(var _) -> "more";
            case Effect.Late() -> "late";
            case Effect.Moved() -> "moved";
            case Effect.Nothing() -> "nothing";
        };
    }

    private static String state(Optional<DeviceCommand> command) {
        return command.map(c -> c.isSilent() && c.sentAt() == null ? "?" : silently(c))
                .orElse("nothing");
    }

    private static String silently(DeviceCommand command) {
        return command.isSilent() && command.changedAt().isBefore(command.finishedAt())
                ? "silent"
                : command.state().name();
    }

    private String stored(UUID id) {
        boolean shown =
                commands.untold(NOW.plusSeconds(9_999), 1_000).stream()
                        .noneMatch(c -> c.id().equals(id));
        return commands.find(device, id)
                .map(c ->
                        c.state()
                                + " "
                                + (c.info() == null ? "null" : c.info().asString())
                                + (c.isOpen() ? " open" : "")
                                + (shown ? ", shown" : ""))
                .orElse("(forgotten)");
    }

    private static Feedback feedback(String qos) {
        return Feedback.ofQos(Integer.parseInt(qos)).orElseThrow();
    }

    private DeviceCommand command(String key) {
        return DeviceCommand.pending(
                UUID.nameUUIDFromBytes((device + key).getBytes(StandardCharsets.UTF_8)),
                device,
                "urn:ngsi-ld:Gate:1",
                "open",
                null,
                text("wide"),
                NOW,
                NOW.plusSeconds(3_600),
                NOW);
    }

    private static JsonNode text(String text) {
        return JsonNodeFactory.instance.stringNode(text);
    }
}
