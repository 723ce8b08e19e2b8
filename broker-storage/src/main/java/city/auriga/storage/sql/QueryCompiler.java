package city.auriga.storage.sql;

import city.auriga.core.query.EntityQuery;
import city.auriga.core.query.TypeSelection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Compiles queries to conditions on {@code entity e}. */
public final class QueryCompiler {
    private QueryCompiler() {}

    /**
     * @param typeSets numbers of the type combinations that a selection accepts
     */
    public static Condition compile(
            EntityQuery query, Function<TypeSelection, List<Integer>> typeSets) {
        boolean exact =
                query.q() == null
                        && query.scopeQ() == null
                        && query.geoQ() == null
                        && query.attrs().isEmpty();
        var alternatives = new ArrayList<Sql>();
        for (var selector : query.selectors()) {
            exact &= selector.idPattern() == null;
            var terms = new ArrayList<Sql>();
            if (!selector.ids().isEmpty()) {
                terms.add(Sql.of("e.id = ANY (?)", (Object) selector.ids().toArray(String[]::new)));
            }
            if (selector.types() != null) {
                terms.add(
                        Sql.of(
                                "e.type_set = ANY (?)",
                                (Object) typeSets.apply(selector.types()).toArray(Integer[]::new)));
            }
            alternatives.add(terms.isEmpty() ? Sql.TRUE : Sql.join(" AND ", terms));
        }
        return new Condition(
                alternatives.isEmpty() ? Sql.TRUE : Sql.join(" OR ", alternatives), exact);
    }
}
