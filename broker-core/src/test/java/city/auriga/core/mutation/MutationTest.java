package city.auriga.core.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.EntityFragment;
import city.auriga.core.representation.EntityReader;
import city.auriga.core.representation.Purpose;
import java.time.Instant;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.json.JsonMapper;

/** What a mutation says that it changed: what history, notifications and callers are told. */
class MutationTest {
    private static final EntityId ID = new EntityId("urn:e:1");
    private static final Instant THEN = Instant.parse("2026-05-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final String VOCABULARY = "https://uri.etsi.org/ngsi-ld/default-context/";
    private static final JsonMapper LENIENT =
            JsonMapper.builder()
                    .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
                    .enable(JsonReadFeature.ALLOW_UNQUOTED_PROPERTY_NAMES)
                    .build();

    /** On {a:1, b:[1, 2 with the datasetId d]}; a change reads name[datasetId]:before/after. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    append      -> {a:3,c:4}                                 -> a:1/3 c:-/4            -> a c   ->
                    append      -> {b:{value:5,datasetId:'urn:d'}}           -> b[urn:d]:2/5           -> b     ->
                    append      -> {b:{value:5,datasetId:'urn:f'}}           -> b[urn:f]:-/5           -> b     ->
                    add         -> {a:3,c:4}                                 -> c:-/4                  -> c     -> a
                    add         -> {b:[{value:5},{value:6,datasetId:'urn:f'}]} -> b[urn:f]:-/6         -> b     -> b
                    add         -> {a:3}                                     ->                        ->       -> a
                    update      -> {a:'urn:ngsi-ld:null',b:5}                -> a:1/- b:1/5            -> a b   ->
                    update      -> {c:'urn:ngsi-ld:null'}                    ->                        ->       ->
                    merge       -> {a:{value:'urn:ngsi-ld:null'},c:1}        -> a:1/- c:-/1            -> a c   ->
                    merge       -> {b:{value:7,datasetId:'urn:d'}}           -> b[urn:d]:2/7           -> b     ->
                    replace     -> {b:9}                                     -> a:1/- b[urn:d]:2/- b:1/9 -> a b scope ->
                    partial     -> {a:3}                                     -> a:1/3                  -> a     ->
                    delete      -> {a:1}                                     -> a:1/-                  -> a     ->
                    delete      -> {b:1}                                     -> b:1/-                  -> b     ->
                    deleteAll   -> {b:1}                                     -> b:1/- b[urn:d]:2/-     -> b     ->
                    drop        -> {a:1,z:1}                                 -> a:1/-                  -> a     ->
                    keep        -> {a:1}                                     -> b:1/- b[urn:d]:2/-     -> b     ->
                    """)
    void tellsWhatChanged(
            String operation, String fragment, String changes, String updated, String skipped) {
        var outcome = mutation(operation, fragment).apply(entity(), NOW);
        assertThat(
                        outcome.changes().stream()
                                .map(MutationTest::show)
                                .collect(Collectors.joining(" ")))
                .isEqualTo(changes == null ? "" : changes);
        assertThat(
                        outcome.result().updated().stream()
                                .map(MutationTest::shortName)
                                .collect(Collectors.joining(" ")))
                .isEqualTo(updated == null ? "" : updated);
        assertThat(
                        outcome.result().notUpdated().stream()
                                .map(n -> shortName(n.attributeName()))
                                .collect(Collectors.joining(" ")))
                .isEqualTo(skipped == null ? "" : skipped);
        assertThat(outcome.entityChanged()).isEqualTo(changes != null);
    }

    private static Mutation mutation(String operation, String json) {
        if (operation.equals("update")) {
            return new UpdateAttributes(ID, read(json, Purpose.UPDATE));
        } else if (operation.equals("merge")) {
            return new MergeEntity(ID, read(json, Purpose.MERGE), null);
        }
        var whole = read(json, Purpose.CREATE);
        var name = whole.attributes().keySet().iterator().next();
        return switch (operation) {
            case "append" -> new AppendAttributes(ID, whole, true);
            case "add" -> new AppendAttributes(ID, whole, false);
            case "replace" -> new ReplaceEntity(ID, whole);
            case "partial" -> new PartialUpdate(ID, name, whole.attributes().get(name).getFirst());
            case "delete" -> new DeleteAttribute(ID, name, null, false);
            case "deleteAll" -> new DeleteAttribute(ID, name, null, true);
            case "drop" -> new PurgeAttributes(ID, whole.attributes().keySet(), false);
            case "keep" -> new PurgeAttributes(ID, whole.attributes().keySet(), true);
            default -> throw new IllegalArgumentException(operation);
        };
    }

    private static String show(AttributeChange change) {
        var dataset = change.datasetId() == null ? "" : "[" + change.datasetId() + "]";
        return shortName(change.name())
                + dataset
                + ":"
                + show(change.before())
                + "/"
                + show(change.after());
    }

    private static String show(Attribute attribute) {
        return attribute == null
                ? "-"
                : ((AttributeValue.Property) attribute.value()).value().toString();
    }

    private static String shortName(String iri) {
        return iri.substring(iri.lastIndexOf('/') + 1);
    }

    @Test
    void partialAndMergeKeepTheCreationOfSubAttributes() {
        var entity =
                new CreateEntity(ID, read("{a:{value:1,p:2}}", Purpose.CREATE))
                        .apply(null, THEN)
                        .entity();
        var patch = read("{a:{value:1,p:3,q:4}}", Purpose.MERGE);
        var merged = new MergeEntity(ID, patch, null).apply(entity, NOW).entity();
        var part = patch.attributes().get(VOCABULARY + "a").getFirst();
        var updated = new PartialUpdate(ID, VOCABULARY + "a", part).apply(entity, NOW).entity();
        for (var after : new Entity[] {merged, updated}) {
            var sub = after.instance(VOCABULARY + "a", null).orElseThrow().attributes();
            assertThat(sub.get(VOCABULARY + "p").getFirst().createdAt()).isEqualTo(THEN);
            assertThat(sub.get(VOCABULARY + "p").getFirst().modifiedAt()).isEqualTo(NOW);
            assertThat(sub.get("https://uri.etsi.org/ngsi-ld/q").getFirst().createdAt())
                    .isEqualTo(NOW);
        }
    }

    @Test
    void aReplacedInstanceHasNothingOfItsSubAttributes() {
        var entity =
                new CreateEntity(ID, read("{a:{value:1,p:2}}", Purpose.CREATE))
                        .apply(null, THEN)
                        .entity();
        var fragment = read("{a:{value:1,p:3}}", Purpose.CREATE);
        var after = new UpdateAttributes(ID, fragment).apply(entity, NOW).entity();
        var sub = after.instance(VOCABULARY + "a", null).orElseThrow().attributes();
        assertThat(sub.get(VOCABULARY + "p").getFirst().createdAt()).isEqualTo(NOW);
    }

    @Test
    void aMergePatchOfWhatIsNotThereNeedsAValue() {
        var patch = new MergeEntity(ID, read("{z:{unitCode:'C'}}", Purpose.MERGE), null);
        assertThatExceptionOfType(NgsiLdException.class)
                .isThrownBy(() -> patch.apply(entity(), NOW))
                .extracting(NgsiLdException::member)
                .isEqualTo("$." + VOCABULARY + "z");
    }

    @Test
    void aLanguageMapWithoutLanguagesIsGone() {
        var entity =
                new CreateEntity(ID, read("{a:{languageMap:{en:'x'}}}", Purpose.CREATE))
                        .apply(null, THEN)
                        .entity();
        var patch = read("{a:{languageMap:{en:'urn:ngsi-ld:null'}}}", Purpose.MERGE);
        var outcome = new MergeEntity(ID, patch, null).apply(entity, NOW);
        assertThat(outcome.entity().attributes()).isEmpty();
        assertThat(outcome.changes()).singleElement().extracting(AttributeChange::after).isNull();
    }

    private static Entity entity() {
        var fragment = read("{a:1,b:[{value:1},{value:2,datasetId:'urn:d'}]}", Purpose.CREATE);
        return new CreateEntity(ID, fragment).apply(null, THEN).entity();
    }

    private static EntityFragment read(String json, Purpose purpose) {
        return new EntityReader(ContextParser.core(), purpose).fragment(LENIENT.readTree(json));
    }
}
