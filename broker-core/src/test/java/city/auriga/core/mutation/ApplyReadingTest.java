package city.auriga.core.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.model.Attribute;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.mutation.ApplyReading.Late;
import city.auriga.core.representation.Change;
import city.auriga.core.representation.EntityFragment;
import city.auriga.core.representation.EntityReader;
import city.auriga.core.representation.InstanceFragment;
import city.auriga.core.representation.Purpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.json.JsonMapper;

/** Readings, in whatever order they come. */
class ApplyReadingTest {
    private static final EntityId ID = new EntityId("urn:e:1");
    private static final Instant ARRIVAL = Instant.parse("2026-05-01T00:00:59Z");
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final String V = "https://uri.etsi.org/ngsi-ld/default-context/v";
    private static final JsonMapper LENIENT =
            JsonMapper.builder()
                    .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
                    .enable(JsonReadFeature.ALLOW_UNQUOTED_PROPERTY_NAMES)
                    .build();

    /** A value at a second of a minute; at -1 at no time. */
    record Step(int second, int value) {}

    /** What is there, what comes, and then: what is shown, what the history gets of it. */
    @ParameterizedTest
    @CsvSource({
        "10=1, 11=2, TO_HISTORY, 11=2, 11=2",
        "10=1, 11=1, TO_HISTORY, 11=1, 11=1",
        "10=1, 10=2, TO_HISTORY, 10=2, 10=2",
        "10=1, 10=1, TO_HISTORY, 10=1, ''",
        "10=1,  9=2, TO_HISTORY, 10=1, 9=2",
        "10=1,  9=2, DROP,       10=1, ''",
        "10=1,  9=2, OVERWRITE,  9=2,  9=2",
        "10=1, -1=2, TO_HISTORY, -1=2, -1=2",
        "-1=1, 10=2, TO_HISTORY, 10=2, 10=2",
        "-1=1, -1=1, TO_HISTORY, -1=1, -1=1",
    })
    void decidesByWhenItWasObserved(
            String there, String comes, Late late, String shown, String recorded) {
        var before = apply(null, step(there), late).entity();
        var outcome = apply(before, step(comes), late);
        assertThat(show(outcome.entity())).isEqualTo(shown);
        assertThat(recorded(outcome)).isEqualTo(recorded);
        // Whoever has subscribed hears of what is shown only.
        assertThat(outcome.changes())
                .hasSize(show(before).equals(shown) && !comes.startsWith("-1") ? 0 : 1);
    }

    /** A broker may have kept it for a year. */
    @ParameterizedTest
    @CsvSource({
        "5=1, -1=1, 5=1,  ''",
        "5=1, -1=2, -1=2, -1=2",
        "5=1, 59=1, 5=1,  ''",
        "5=1, 59=2, 59=2, 59=2",
        "5=1, 6=1,  6=1,  6=1",
        "5=1, 4=2,  5=1,  4=2"
    })
    void whatWasHeldBackIsNewsOnlyIfItSaysSomethingNew(
            String there, String comes, String shown, String recorded) {
        var before = apply(null, step(there), Late.TO_HISTORY).entity();
        var outcome =
                new ApplyReading(
                                ID,
                                fragment(step(comes)),
                                Late.TO_HISTORY,
                                100,
                                true,
                                null,
                                Map.of())
                        .apply(before, ARRIVAL);
        assertThat(show(outcome.entity() == null ? before : outcome.entity())).isEqualTo(shown);
        assertThat(recorded(outcome)).isEqualTo(recorded);
    }

    /** What is there, when it is seen to be gone, and what is shown then. */
    @ParameterizedTest
    @CsvSource({
        "10=1, 11, TO_HISTORY, ''",
        "10=1, 10, TO_HISTORY, ''",
        "10=1, -1, TO_HISTORY, ''",
        "-1=1, 10, TO_HISTORY, ''",
        "10=1,  9, TO_HISTORY, 10=1",
        "10=1,  9, DROP,       10=1",
        "10=1,  9, OVERWRITE,  ''",
    })
    void removesWhatWasNotSeenLater(String there, int second, Late late, String shown) {
        var before = apply(null, step(there), late).entity();
        var time = second < 0 ? null : Instant.parse("2026-05-01T00:00:00Z").plusSeconds(second);
        List<InstanceFragment> drop = List.of(new InstanceFragment.Drop(null, time));
        var gone =
                new EntityFragment(
                        ID,
                        List.of(),
                        Change.keep(),
                        Change.keep(),
                        Map.of(V, drop, V + "other", drop));
        var outcome = new ApplyReading(ID, gone, late, 1).apply(before, NOW);
        var entity = outcome.entity() == null ? before : outcome.entity();
        assertThat(entity.attributes().isEmpty() ? "" : show(entity)).isEqualTo(shown);
        assertThat(outcome.changes()).hasSize(shown.isEmpty() ? 1 : 0);
        assertThat(outcome.result().notUpdated()).isEmpty();
        var ofNobody = new ApplyReading(ID, gone, late, 1).apply(null, NOW);
        assertThat(ofNobody.entity()).isNull();
        assertThat(ofNobody.entityChanged()).isFalse();
    }

    /**
     * A device that sends ever new names, or datasetIds, does not make its Entity grow for ever.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                    v:2,w:3,x:4                                                       ; 2 ; 1 ; true
                    v:[{value:2},{value:3,datasetId:'urn:a'},{value:4,datasetId:'urn:b'}] ; 2 ; 1 ; true
                    w:[{value:3,datasetId:'urn:a'},{value:4,datasetId:'urn:b'}]       ; 3 ; 0 ; false
                    w:[{value:3},{value:3,datasetId:'urn:a'},{value:4,datasetId:'urn:b'}] ; 3 ; 1 ; true
                    v:[{value:2},{value:3,datasetId:'urn:a'}],w:3                     ; 3 ; 0 ; false
                    v:2,w:3                                                           ; 2 ; 0 ; false
                    v:[{value:2},{value:3,datasetId:'urn:a'}]                         ; 2 ; 0 ; false
                    """)
    void addsNoMoreAttributesThanThereMayBe(
            String members, int instances, int skipped, boolean refusedAtFirst) {
        var first = apply(null, new Step(1, 1), Late.TO_HISTORY).entity();
        var json = LENIENT.readTree("{id:'urn:e:1',type:'T'," + members + "}");
        var fragment = new EntityReader(ContextParser.core(), Purpose.CREATE).entity(json);
        var reading = new ApplyReading(ID, fragment, Late.TO_HISTORY, 2);
        var outcome = reading.apply(first, NOW);
        assertThat(outcome.entity().attributes().values().stream().mapToInt(List::size).sum())
                .isEqualTo(instances);
        assertThat(outcome.result().notUpdated()).hasSize(skipped);
        if (refusedAtFirst) {
            assertThatThrownBy(() -> reading.apply(null, NOW)).hasMessageContaining("more than 2");
        } else {
            assertThat(reading.apply(null, NOW).entity()).isNotNull();
        }
    }

    @Test
    void whatTakesAwayIsNotTooMuch() {
        List<InstanceFragment> drop = List.of(new InstanceFragment.Drop(null, NOW));
        var json = LENIENT.readTree("{id:'urn:e:1',type:'T',v:2}");
        var all =
                new HashMap<>(
                        new EntityReader(ContextParser.core(), Purpose.CREATE)
                                .entity(json)
                                .attributes());
        all.put(V + "other", drop);
        var both = new EntityFragment(ID, List.of("urn:T"), Change.keep(), Change.keep(), all);
        var created = new ApplyReading(ID, both, Late.TO_HISTORY, 1).apply(null, NOW);
        assertThat(created.entity().attributes()).hasSize(1);
    }

    @Property(tries = 500)
    void theNewestStaysAndTheHistoryHasAll(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 0, max = 20) Integer> seconds) {
        Entity entity = null;
        var history = new ArrayList<String>();
        for (int second : seconds) {
            // One value for each time, so that what comes twice is the same.
            var outcome = apply(entity, new Step(second, 100 + second), Late.TO_HISTORY);
            entity = outcome.entity();
            if (!recorded(outcome).isEmpty()) {
                history.add(recorded(outcome));
            }
        }
        int newest = seconds.stream().mapToInt(s -> s).max().orElseThrow();
        assertThat(show(entity)).isEqualTo(newest + "=" + (100 + newest));
        assertThat(history)
                .containsAll(
                        seconds.stream()
                                .map(second -> second + "=" + (100 + second))
                                .collect(Collectors.toSet()));
    }

    private static String recorded(Outcome outcome) {
        var all = new ArrayList<>(outcome.changes());
        all.addAll(outcome.late());
        return all.stream().map(c -> show(c.after())).collect(Collectors.joining(" "));
    }

    private static Outcome apply(Entity current, Step step, Late late) {
        return new ApplyReading(ID, fragment(step), late, 100).apply(current, NOW);
    }

    private static EntityFragment fragment(Step step) {
        var time =
                step.second < 0
                        ? ""
                        : ",observedAt:'2026-05-01T00:00:%02dZ'".formatted(step.second);
        var json =
                LENIENT.readTree(
                        "{id:'urn:e:1',type:'T',v:{type:'Property',value:%d%s}}"
                                .formatted(step.value, time));
        return new EntityReader(ContextParser.core(), Purpose.CREATE).entity(json);
    }

    private static Step step(String text) {
        var parts = text.split("=");
        return new Step(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }

    private static String show(Entity entity) {
        return show(entity.instances(V).getFirst());
    }

    private static String show(Attribute instance) {
        var time = instance.observedAt();
        var value = ((city.auriga.core.model.AttributeValue.Property) instance.value()).value();
        return (time == null ? -1 : time.getEpochSecond() % 60) + "=" + value;
    }
}
