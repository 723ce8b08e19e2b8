package city.auriga.storage.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.AttributeChange;
import city.auriga.core.mutation.EntityChange;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

class StoredChangeTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final Tenant CITY = new Tenant("city");

    /** Another process may have to know who has made it. */
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "/\nkey\ndevice \"1\"")
    void isReadAsItWasWritten(@Nullable String origin) {
        var before = level(1);
        var after = level(2);
        var change =
                new EntityChange(
                        CITY,
                        new EntityId("urn:ngsi-ld:Lamp:1"),
                        entity(before),
                        entity(after),
                        List.of(new AttributeChange("https://x/level", before, after)),
                        false,
                        List.of(),
                        NOW,
                        origin);
        assertThat(StoredChange.read(CITY, StoredChange.write(change))).isEqualTo(change);
    }

    private static Attribute level(int value) {
        return Attribute.of(
                new AttributeValue.Property(JsonNodeFactory.instance.numberNode(value)), NOW);
    }

    private static Entity entity(Attribute level) {
        return new Entity(
                new EntityId("urn:ngsi-ld:Lamp:1"),
                List.of("https://x/Lamp"),
                List.of(),
                Map.of("https://x/level", List.of(level)),
                NOW,
                NOW,
                null);
    }
}
