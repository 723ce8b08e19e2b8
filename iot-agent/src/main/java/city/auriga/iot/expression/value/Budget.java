package city.auriga.iot.expression.value;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What one evaluation may use. Work is counted in steps: one for each node of the expression, more
 * for large texts and lists, so that time is bounded whatever the expression does. What it produces
 * is bounded as well.
 */
public final class Budget {
    public static final int MAX_STEPS = 10_000;
    public static final int MAX_TEXT = 1_048_576;
    public static final int MAX_ELEMENTS = 10_000;

    private static final int CHARACTERS_PER_STEP = 1_024;
    private static final int COMPARISONS_PER_STEP = 65_536;
    private static final int ELEMENTS_PER_STEP = 16;
    private static final int WEIGHT_OF_VALUE = MAX_TEXT / MAX_ELEMENTS;

    private long steps;

    public void step() {
        steps(1);
    }

    public void steps(long more) {
        steps += more;
        if (steps > MAX_STEPS) {
            throw new LimitException("more than " + MAX_STEPS + " steps");
        }
    }

    /** Counts what it costs to go through a value once; what is inside of its elements is not. */
    public void reads(@Nullable JsonNode value) {
        if (value == null) {
            return;
        }
        if (value.isString()) {
            steps(value.stringValue().length() / CHARACTERS_PER_STEP);
        } else if (value.isContainer()) {
            steps(value.size() / ELEMENTS_PER_STEP);
        }
    }

    /** Counts a comparison of each with each. */
    public void compares(long left, long right) {
        steps(left * right / ELEMENTS_PER_STEP);
    }

    /**
     * Counts the search of a text for another one, which compares each character with each at
     * worst.
     */
    public void searches(String text, String wanted) {
        steps((long) text.length() * wanted.length() / COMPARISONS_PER_STEP);
    }

    /** Counts the search of a text by a pattern. */
    public void searches(int length, long patternSize) {
        steps(length * patternSize / CHARACTERS_PER_STEP);
    }

    public static void checkText(long length) {
        checkText(length, MAX_TEXT);
    }

    static void checkText(long length, int most) {
        if (length > most) {
            throw new LimitException("a text of more than " + most + " characters");
        }
    }

    public static void checkElements(long count) {
        if (count > MAX_ELEMENTS) {
            throw new LimitException("a list of more than " + MAX_ELEMENTS + " elements");
        }
    }

    /** Of small parts an expression can make something large: {@code [[v, v], [v, v]]}. */
    public static void checkResult(JsonNode result) {
        if (result.isContainer()) {
            weigh(result, 0);
        }
    }

    private static long weigh(JsonNode value, long soFar) {
        long weight = soFar + WEIGHT_OF_VALUE;
        if (value.isString()) {
            weight += value.stringValue().length();
        } else if (value.isArray()) {
            for (var element : value) {
                weight = weigh(element, weight);
            }
        } else if (value.isObject()) {
            for (var member : value.properties()) {
                weight = weigh(member.getValue(), weight + member.getKey().length());
            }
        }
        if (weight > MAX_TEXT + 2L * WEIGHT_OF_VALUE) {
            throw new LimitException("a result of more than " + MAX_ELEMENTS + " values");
        }
        return weight;
    }
}
