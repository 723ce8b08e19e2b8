package city.auriga.iot.mapping;

import city.auriga.iot.expression.Expression;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Which of the attributes of a measure are taken (the member {@code explicitAttrs}). */
public sealed interface ExplicitAttrs {
    ExplicitAttrs OFF = new Fixed(Choice.ALL);
    ExplicitAttrs ON = new Fixed(Choice.DECLARED);

    Choice choose(Variables variables);

    /** For all measures the same. */
    record Fixed(Choice choice) implements ExplicitAttrs {
        @Override
        public Choice choose(Variables variables) {
            return choice;
        }
    }

    /** What each measure decides: true, false or a list; without a value it is false. */
    record Decided(Expression expression) implements ExplicitAttrs {
        @Override
        public Choice choose(Variables variables) {
            var value = variables.evaluate(expression);
            return value == null ? Choice.ALL : choice(value);
        }
    }

    /** As an operator, or an expression, says it: a Boolean, or a list of names. */
    static Choice choice(JsonNode value) {
        if (!value.isArray()) {
            return value.asBoolean(false) ? Choice.DECLARED : Choice.ALL;
        }
        var names = new HashSet<String>();
        var objectIds = new HashSet<String>();
        for (var item : value) {
            if (item.isObject()) {
                objectIds.add(item.path("object_id").asString(""));
            } else {
                names.add(item.asString(""));
            }
        }
        return new Choice(false, names, objectIds);
    }

    /**
     * What is taken.
     *
     * @param undeclared whether attributes that nobody declared are
     * @param names of those that are; null for all
     * @param objectIds of those that are, whatever their names
     */
    record Choice(boolean undeclared, @Nullable Set<String> names, Set<String> objectIds) {
        static final Choice ALL = new Choice(true, null, Set.of());
        static final Choice DECLARED = new Choice(false, null, Set.of());

        /**
         * @param objectId null if nothing measures it
         */
        boolean takes(String name, @Nullable String objectId) {
            return names == null
                    || names.contains(name)
                    || (objectId != null && objectIds.contains(objectId));
        }

        /** Nothing at all has no time either. */
        boolean isTimed() {
            return names == null || !names.isEmpty() || !objectIds.isEmpty();
        }
    }
}
