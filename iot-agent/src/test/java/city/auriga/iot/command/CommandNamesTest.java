package city.auriga.iot.command;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.AttributeChange;
import city.auriga.core.mutation.EntityChange;
import city.auriga.iot.reading.TestAgent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;

class CommandNamesTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private final TestAgent agent = new TestAgent();

    @AfterEach
    void close() {
        agent.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            nullValues = "-",
            textBlock =
                    """
                    city  ; https://uri.etsi.org/ngsi-ld/default-context/open ; - ; x ; true
                    city  ; https://example.org/terms#open                    ; - ; x ; true
                    city  ; https://uri.etsi.org/ngsi-ld/default-context/open ; x ; x ; true
                    city  ; https://uri.etsi.org/ngsi-ld/default-context/open ; x ; '' ; true
                    city  ; https://uri.etsi.org/ngsi-ld/default-context/open ; - ; '' ; false
                    city  ; https://uri.etsi.org/ngsi-ld/default-context/open ; x ; - ; false
                    city  ; https://uri.etsi.org/ngsi-ld/default-context/shut ; - ; x ; false
                    other ; https://uri.etsi.org/ngsi-ld/default-context/open ; - ; x ; false
                    """)
    void matchWhatMayAskForACommand(
            String tenant, String name, String before, String after, boolean expected) {
        agent.group("/iot/json", "gates", "{'entity_type':'Gate','commands':[{'name':'open'}]}");
        agent.names.load();
        assertThat(agent.names.match(change(tenant, name, before, after)).size() == 1)
                .isEqualTo(expected);
    }

    @Test
    void matchEverythingUntilTheyAreKnown() {
        assertThat(agent.names.match(change("other", "https://x/y", null, "x"))).hasSize(1);
        agent.names.load();
        assertThat(agent.names.match(change("other", "https://x/y", null, "x"))).isEmpty();
        agent.names.groupsChanged();
        assertThat(agent.names.match(change("other", "https://x/y", null, "x"))).hasSize(1);
    }

    /** The test's @contexts cannot be had. */
    @Test
    void matchEverythingOfATenantWhoseNamesAreNotSure() {
        agent.group(
                "/iot/json",
                "far",
                "{'entity_type':'T','jsonldContext':'http://away','commands':[{'name':'open'}]}");
        agent.names.load();
        assertThat(agent.names.match(change("city", "https://x/y", null, "x"))).hasSize(1);
        assertThat(agent.names.match(change("other", "https://x/y", null, "x"))).isEmpty();
    }

    private static EntityChange change(
            String tenant, String name, @Nullable String before, @Nullable String after) {
        return new EntityChange(
                new Tenant(tenant),
                EntityId.parse("urn:ngsi-ld:Gate:1", "id"),
                null,
                null,
                List.of(new AttributeChange(name, attribute(before), attribute(after))),
                false,
                NOW);
    }

    private static @Nullable Attribute attribute(@Nullable String value) {
        return value == null
                ? null
                : Attribute.of(
                        new AttributeValue.Property(JsonNodeFactory.instance.stringNode(value)),
                        NOW);
    }
}
