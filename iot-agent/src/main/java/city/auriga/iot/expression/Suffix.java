package city.auriga.iot.expression;

import city.auriga.iot.expression.transform.NamedTransform;
import city.auriga.iot.expression.value.Conversions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What follows a value: a member, brackets, or a transform. */
sealed interface Suffix {
    @Nullable JsonNode follow(@Nullable JsonNode subject, Evaluation evaluation);

    record Member(String name) implements Suffix {
        @Override
        public @Nullable JsonNode follow(@Nullable JsonNode subject, Evaluation evaluation) {
            return Conversions.member(subject, name);
        }
    }

    /** Brackets with a position or a name. */
    record Selection(Node key) implements Suffix {
        @Override
        public @Nullable JsonNode follow(@Nullable JsonNode subject, Evaluation evaluation) {
            return Conversions.select(subject, evaluation.of(key));
        }
    }

    /** Brackets with a condition on each element. What is no list is one element. */
    record Filter(Node predicate) implements Suffix {
        @Override
        public @Nullable JsonNode follow(@Nullable JsonNode subject, Evaluation evaluation) {
            if (subject == null) {
                return null;
            }
            var chosen = JsonNodeFactory.instance.arrayNode();
            for (var element : subject.isArray() ? subject : List.of(subject)) {
                if (evaluation.isTrueOf(Conversions.present(element), predicate)) {
                    chosen.add(element);
                }
            }
            return chosen;
        }
    }

    record Transformation(NamedTransform transform, List<Node> arguments) implements Suffix {
        @Override
        public JsonNode follow(@Nullable JsonNode subject, Evaluation evaluation) {
            return evaluation.call(transform, subject, arguments);
        }
    }
}
