package city.auriga.iot.expression;

import city.auriga.iot.expression.value.Conversions;
import city.auriga.iot.expression.value.Numbers;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A part of a compiled expression. Chains of operators and of suffixes are lists, so that a long
 * expression is not a deep one.
 */
sealed interface Node {
    /**
     * @return null if it is undefined
     * @throws city.auriga.iot.expression.value.NoValueException if it cannot be computed
     */
    @Nullable JsonNode evaluate(Evaluation evaluation);

    record Literal(JsonNode value) implements Node {
        @Override
        public JsonNode evaluate(Evaluation evaluation) {
            return value;
        }
    }

    /** {@code null} and {@code undefined}. */
    record Undefined() implements Node {
        @Override
        public @Nullable JsonNode evaluate(Evaluation evaluation) {
            return null;
        }
    }

    record Variable(String name) implements Node {
        @Override
        public @Nullable JsonNode evaluate(Evaluation evaluation) {
            return evaluation.variable(name);
        }
    }

    /** A member of the element that is being filtered. */
    record Relative(String name) implements Node {
        @Override
        public @Nullable JsonNode evaluate(Evaluation evaluation) {
            return Conversions.member(evaluation.element(), name);
        }
    }

    record Path(Node start, List<Suffix> suffixes) implements Node {
        @Override
        public @Nullable JsonNode evaluate(Evaluation evaluation) {
            var value = evaluation.of(start);
            for (var suffix : suffixes) {
                evaluation.budget().step();
                value = suffix.follow(value, evaluation);
            }
            return value;
        }
    }

    record Not(Node operand) implements Node {
        @Override
        public JsonNode evaluate(Evaluation evaluation) {
            return BooleanNode.valueOf(!evaluation.isTrue(operand));
        }
    }

    record Negation(Node operand) implements Node {
        @Override
        public JsonNode evaluate(Evaluation evaluation) {
            var value = Conversions.required(evaluation.of(operand));
            return Numbers.node(Conversions.number(value).negate());
        }
    }

    /** Operators of one level, from left to right. */
    record Chain(Node first, List<Link> links) implements Node {
        record Link(BinaryOperator operator, Node operand) {}

        @Override
        public @Nullable JsonNode evaluate(Evaluation evaluation) {
            var value = links.getFirst().operator().operand(first, evaluation);
            for (var link : links) {
                value =
                        link.operator()
                                .apply(
                                        value,
                                        link.operator().operand(link.operand(), evaluation),
                                        evaluation.budget());
            }
            return value;
        }
    }

    /** {@code &&} and {@code ||}, which evaluate no more than they need. */
    record Logical(Node first, List<Alternative> alternatives) implements Node {
        record Alternative(boolean isOr, Node operand) {}

        @Override
        public @Nullable JsonNode evaluate(Evaluation evaluation) {
            var value = evaluation.orUndefined(first);
            for (var alternative : alternatives) {
                if (Conversions.isTruthy(value) != alternative.isOr()) {
                    value = evaluation.orUndefined(alternative.operand());
                }
            }
            return value;
        }
    }

    /**
     * @param then null if it is the value of the test
     */
    record Conditional(Node test, @Nullable Node then, Node otherwise) implements Node {
        @Override
        public @Nullable JsonNode evaluate(Evaluation evaluation) {
            var value = evaluation.orUndefined(test);
            if (!Conversions.isTruthy(value)) {
                return evaluation.of(otherwise);
            }
            return then == null ? value : evaluation.of(then);
        }
    }

    record ListLiteral(List<Node> elements) implements Node {
        @Override
        public JsonNode evaluate(Evaluation evaluation) {
            var list = JsonNodeFactory.instance.arrayNode(elements.size());
            for (var element : elements) {
                var value = evaluation.of(element);
                if (value == null && mayBeNull(element)) {
                    list.addNull();
                } else {
                    list.add(Conversions.required(value));
                }
            }
            return list;
        }

        /** Where null was written, it is not that something is missing. */
        private static boolean mayBeNull(Node element) {
            return element instanceof Undefined || element instanceof Conditional;
        }
    }

    record ObjectLiteral(Map<String, Node> members) implements Node {
        @Override
        public JsonNode evaluate(Evaluation evaluation) {
            var object = JsonNodeFactory.instance.objectNode();
            members.forEach((name, member) -> {
                var value = evaluation.of(member);
                if (value != null) {
                    object.set(name, value);
                }
            });
            return object;
        }
    }
}
