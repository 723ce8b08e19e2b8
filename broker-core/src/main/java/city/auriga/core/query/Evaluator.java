package city.auriga.core.query;

import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.Entity;
import city.auriga.core.model.GeoJson;
import java.util.List;

/**
 * Decides whether an Entity is asked for (4.9, 4.10, 4.17, 4.19, 5.7.2). This is the authority:
 * subscriptions use it, and what storage answers must be the same.
 */
public final class Evaluator {
    private Evaluator() {}

    /**
     * Whether all conditions of a query hold.
     *
     * @param entity without what is expired
     */
    public static boolean matches(EntityQuery query, Entity entity, LinkedEntities linked) {
        var scopeQ = query.scopeQ();
        var q = query.q();
        var geoQ = query.geoQ();
        return isSelected(query.selectors(), entity)
                && hasAny(query.attrs(), entity)
                && (scopeQ == null || scopeQ.matches(entity.scopes()))
                && (q == null || matches(q, entity, linked))
                && (geoQ == null || matches(geoQ, entity));
    }

    /** Whether a {@code q} holds (4.9). */
    public static boolean matches(Q q, Entity entity, LinkedEntities linked) {
        return switch (q) {
            case Q.And(var terms) -> {
                for (var term : terms) {
                    if (!matches(term, entity, linked)) {
                        yield false;
                    }
                }
                yield true;
            }
            case Q.Or(var terms) -> {
                for (var term : terms) {
                    if (matches(term, entity, linked)) {
                        yield true;
                    }
                }
                yield false;
            }
            case Q.Exists(var path) -> Targets.any(path, entity, linked, _ -> true);
            case Q.Absent(var path) ->
                    !isUntargetable(path) && !Targets.any(path, entity, linked, _ -> true);
            case Q.Equal equal ->
                    Targets.any(equal.path(), entity, linked, t -> Comparison.equal(t, equal));
            case Q.Order(var path, var relation, var literal) ->
                    Targets.any(path, entity, linked, t -> Comparison.order(t, relation, literal));
            case Q.Match match ->
                    Targets.any(match.path(), entity, linked, t -> Comparison.match(t, match));
        };
    }

    /** Whether a geo-query holds for any instance of its GeoProperty (4.10). */
    public static boolean matches(GeoQuery geoQ, Entity entity) {
        for (var instance : entity.instances(geoQ.attribute())) {
            if (instance.value() instanceof AttributeValue.GeoProperty(var value)
                    && GeoJson.find(value).filter(geoQ::matches).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** id, type and scope always exist in some way, but no condition of {@code q} is about them. */
    private static boolean isUntargetable(Path path) {
        return switch (path) {
            case Path.Linked linked -> isUntargetable(linked.target());
            case Path.Local(var names, var member, var _) ->
                    names.isEmpty() && member != null && !member.onAttribute();
        };
    }

    private static boolean isSelected(List<EntityQuery.Selector> selectors, Entity entity) {
        for (var selector : selectors) {
            if (matches(selector, entity)) {
                return true;
            }
        }
        return selectors.isEmpty();
    }

    private static boolean matches(EntityQuery.Selector selector, Entity entity) {
        var types = selector.types();
        var pattern = selector.idPattern();
        var id = entity.id().value();
        return (types == null || types.matches(entity.types()))
                && (selector.ids().isEmpty() || selector.ids().contains(id))
                && (pattern == null || pattern.isFoundIn(id));
    }

    private static boolean hasAny(List<String> attrs, Entity entity) {
        for (var name : attrs) {
            if (entity.attributes().containsKey(name)) {
                return true;
            }
        }
        return attrs.isEmpty();
    }
}
