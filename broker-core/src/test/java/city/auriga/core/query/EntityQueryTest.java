package city.auriga.core.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.core.query.EntityQuery.Selector;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EntityQueryTest {
    private static final GeoQuery GEO =
            GeoQuery.parse(
                            new GeoQuery.Source(
                                    "within", "Point", WorkedExample.json("[8,40]"), null),
                            WorkedExample.TERMS)
                    .orElseThrow();

    @Test
    void allConditionsOfASelectorMustHold() {
        assertThat(matching(selector(Set.of("urn:A1", "urn:P1"), null, null)))
                .containsExactly("A1", "P1");
        assertThat(matching(selector(Set.of("urn:A1", "urn:P1"), "P", null))).containsExactly("P1");
        assertThat(matching(selector(Set.of("urn:A1"), null, "Parking"))).isEmpty();
        assertThat(matching(selector(Set.of(), "^urn:[AO]", "Vehicle")))
                .containsExactly("A1", "A2");
        assertThat(matching(selector(Set.of(), null, "*"))).hasSize(4);
    }

    @Test
    void anIdOverridesThePatternInAQueryDocument() {
        var selector = Selector.overriding(Set.of("urn:A1"), regex("P"), null);
        assertThat(matching(selector)).containsExactly("A1");
        assertThat(matching(Selector.overriding(Set.of(), regex("P"), null))).containsExactly("P1");
    }

    @Test
    void oneOfTheSelectorsMustHold() {
        assertThat(
                        matching(
                                selector(Set.of(), null, "Parking"),
                                selector(Set.of("urn:O1"), null, null)))
                .containsExactly("P1", "O1");
    }

    @Test
    void allOtherConditionsMustHoldToo() {
        var query =
                EntityQuery.of(selector(Set.of(), null, "Vehicle"))
                        .withAttrs(List.of("https://ex.org/v#stops", "https://ex.org/v#level"));
        assertThat(matching(query)).containsExactly("A2");
        assertThat(matching(query.withQ(q("speed<60")))).isEmpty();
        assertThat(matching(query.withQ(q("speed>60")))).containsExactly("A2");
        assertThat(matching(query.withGeoQ(GEO))).isEmpty();
        assertThat(matching(query.withScopeQ(ScopeQuery.parse("/#", "scopeQ")))).isEmpty();
    }

    @Test
    void isNarrowWithATypeAnAttributeOrAGeoQuery() {
        var byId = EntityQuery.of(selector(Set.of("urn:A1"), "A", null));
        EntityQuery.of(selector(Set.of(), null, "T")).requireNarrow(false);
        byId.withAttrs(List.of("urn:a")).requireNarrow(false);
        byId.withQ(q("createdAt>2026-01-01T00:00:00Z|a")).requireNarrow(false);
        byId.withQ(q("!a{createdAt}")).requireNarrow(false);
        byId.withGeoQ(GEO).requireNarrow(false);
        byId.requireNarrow(true);
    }

    @Test
    void isTooWideWithoutThem() {
        var byId = EntityQuery.of(selector(Set.of("urn:A1"), "A", null));
        requireTooWide(EntityQuery.ALL);
        requireTooWide(byId);
        requireTooWide(byId.withScopeQ(ScopeQuery.parse("/A", "scopeQ")));
        requireTooWide(byId.withQ(q("modifiedAt>2026-01-01T00:00:00Z;!expiresAt")));
        requireTooWide(byId.withQ(q("id==urn:A1|type")));
        requireTooWide(byId.withAttrs(List.of("https://uri.etsi.org/ngsi-ld/createdAt")));
    }

    private static void requireTooWide(EntityQuery query) {
        assertThatThrownBy(() -> query.requireNarrow(false)).hasMessageContaining("too wide");
    }

    private static List<String> matching(Selector... selectors) {
        return matching(EntityQuery.ALL.withSelectors(List.of(selectors)));
    }

    private static List<String> matching(EntityQuery query) {
        return WorkedExample.names(
                WorkedExample.ALL.stream()
                        .filter(e -> Evaluator.matches(query, e, WorkedExample.LINKED)));
    }

    private static Selector selector(
            Set<String> ids, @Nullable String pattern, @Nullable String types) {
        return new Selector(
                ids,
                pattern == null ? null : regex(pattern),
                types == null ? null : TypeSelection.parse(types, "type", WorkedExample.TERMS));
    }

    private static Regex regex(String source) {
        return Regex.parse(source, "idPattern");
    }

    private static Q q(String text) {
        return QParser.parse(text, "q", QParser.Options.of(WorkedExample.TERMS));
    }
}
