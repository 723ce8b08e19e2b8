package city.auriga.core.query;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which Entities are asked for (5.7.2), the same from every door: URL parameters, {@code Query}
 * documents and subscriptions. All its conditions must hold.
 *
 * @param selectors one of them must hold; if there are none, every Entity is meant
 * @param attrs expanded names of Attributes of which an Entity must have one; empty if none need be
 */
public record EntityQuery(
        List<Selector> selectors,
        List<String> attrs,
        @Nullable Q q,
        @Nullable ScopeQuery scopeQ,
        @Nullable GeoQuery geoQ) {

    /** Every Entity. */
    public static final EntityQuery ALL = new EntityQuery(List.of(), List.of(), null, null, null);

    public EntityQuery {
        selectors = List.copyOf(selectors);
        attrs = List.copyOf(attrs);
    }

    /**
     * An EntitySelector (5.2.33). All its conditions must hold; where an id overrides the pattern,
     * as in a {@code Query} document, its reader leaves the pattern out.
     *
     * @param ids empty if any will do
     */
    public record Selector(
            Set<String> ids, @Nullable Regex idPattern, @Nullable TypeSelection types) {
        public Selector {
            ids = Set.copyOf(ids);
        }

        /** The selector of a {@code Query} document, where ids override the pattern (5.7.2). */
        public static Selector overriding(
                Set<String> ids, @Nullable Regex idPattern, @Nullable TypeSelection types) {
            return new Selector(ids, ids.isEmpty() ? idPattern : null, types);
        }
    }

    /** The query of one selector. */
    public static EntityQuery of(Selector selector) {
        return ALL.withSelectors(List.of(selector));
    }

    public EntityQuery withSelectors(List<Selector> newSelectors) {
        return new EntityQuery(newSelectors, attrs, q, scopeQ, geoQ);
    }

    public EntityQuery withAttrs(List<String> newAttrs) {
        return new EntityQuery(selectors, newAttrs, q, scopeQ, geoQ);
    }

    public EntityQuery withQ(@Nullable Q newQ) {
        return new EntityQuery(selectors, attrs, newQ, scopeQ, geoQ);
    }

    public EntityQuery withScopeQ(@Nullable ScopeQuery newScopeQ) {
        return new EntityQuery(selectors, attrs, q, newScopeQ, geoQ);
    }

    public EntityQuery withGeoQ(@Nullable GeoQuery newGeoQ) {
        return new EntityQuery(selectors, attrs, q, scopeQ, newGeoQ);
    }

    /**
     * Refuses a query that nothing narrows (5.7.2.4).
     *
     * @param local whether it is for this broker only, which is narrow enough
     * @throws NgsiLdException BadRequestData if it is too wide
     */
    public void requireNarrow(boolean local) {
        if (!local && !isNarrow()) {
            throw new NgsiLdException(
                    Problem.BAD_REQUEST_DATA,
                    "the query is too wide: it needs a type, attrs, a q on an Attribute, a"
                            + " geo-query or local=true");
        }
    }

    /** Whether only this broker is asked, because every type is meant (4.17). */
    public boolean selectsAnyType() {
        return selectors.stream().anyMatch(s -> s.types != null && s.types.isAny());
    }

    /**
     * Refuses a {@code q} that follows more Relationships than are joined (5.7.2.4).
     *
     * @param joinLevel 0 without join
     * @throws NgsiLdException BadRequestData if it is too deep
     */
    public void requireLinks(int joinLevel) {
        int links = q == null ? 0 : q.links();
        if (links > joinLevel) {
            throw NgsiLdException.badData("q", tooDeep(links, joinLevel));
        }
    }

    static String tooDeep(int links, int joinLevel) {
        return "braces lead "
                + links
                + " deep into linked Entities, but "
                + (joinLevel == 0 ? "there is no join" : "joinLevel is " + joinLevel);
    }

    private boolean isNarrow() {
        return !selectors.isEmpty() && selectors.stream().allMatch(s -> s.types != null)
                || attrs.stream().anyMatch(name -> !Member.isSystem(name))
                || q != null && q.namesAttribute()
                || geoQ != null;
    }
}
