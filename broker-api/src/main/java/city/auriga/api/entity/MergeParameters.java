package city.auriga.api.entity;

import city.auriga.api.binding.Parameters;
import city.auriga.api.binding.Payload;
import city.auriga.core.model.DateTimes;
import city.auriga.core.model.EntityId;
import city.auriga.core.mutation.MergeEntity;
import city.auriga.core.mutation.MergeSimplified;
import city.auriga.core.mutation.Mutation;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.EntityReader;
import city.auriga.core.representation.LanguageFilter;
import city.auriga.core.representation.Purpose;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the body of a merge is to be read (6.5.3.4).
 *
 * @param simplified whether it holds bare values
 */
record MergeParameters(boolean simplified, @Nullable Instant observedAt, @Nullable String lang) {
    static MergeParameters parse(Parameters parameters) {
        var options = Options.parse(parameters, "simplified", "keyValues");
        var format =
                parameters
                        .find("format")
                        .orElse(options.isEmpty() ? "normalized" : options.getFirst());
        boolean simplified =
                switch (format) {
                    case "simplified", "keyValues" -> true;
                    case "normalized", "concise" -> false;
                    default ->
                            throw NgsiLdException.invalid(
                                    "format",
                                    "expected simplified or keyValues, found '" + format + "'");
                };
        return new MergeParameters(
                simplified,
                parameters
                        .find("observedAt")
                        .map(text -> DateTimes.parse(text, "observedAt"))
                        .orElse(null),
                parameters
                        .find("lang")
                        .map(text -> LanguageFilter.requireTag(text, "lang"))
                        .orElse(null));
    }

    Mutation mutation(EntityId id, Payload payload) {
        var context = payload.context();
        if (simplified) {
            Fragments.requireSameId(id, payload.body());
            return new MergeSimplified(id, payload.body(), context, observedAt, lang);
        }
        var fragment = new EntityReader(context, Purpose.MERGE).fragment(payload.body());
        Fragments.requireSameId(id, fragment);
        return new MergeEntity(id, fragment, observedAt, lang);
    }
}
