package city.auriga.api.entity;

import city.auriga.api.binding.Parameters;
import city.auriga.core.jsonld.Context;
import city.auriga.core.model.EntityId;
import city.auriga.core.mutation.Mutation;
import city.auriga.core.mutation.Selected;
import city.auriga.core.query.TypeSelection;
import java.util.List;
import java.util.function.Predicate;

/**
 * The parameter {@code type} of operations on one Entity (4.17): one of another type counts as
 * missing.
 */
final class TypeParameter {
    private TypeParameter() {}

    static Predicate<List<String>> parse(Parameters parameters, Context context) {
        return parameters
                .find("type")
                .map(text -> TypeSelection.parse(text, "type", context::expand))
                .<Predicate<List<String>>>map(selection -> selection::matches)
                .orElse(types -> true);
    }

    static Mutation guard(EntityId id, Mutation mutation, Parameters parameters, Context context) {
        return parameters.has("type")
                ? new Selected(id, parse(parameters, context), mutation)
                : mutation;
    }
}
