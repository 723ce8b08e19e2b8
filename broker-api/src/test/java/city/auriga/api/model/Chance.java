package city.auriga.api.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Choices that are the same for the same seed. */
final class Chance {
    private final Random random;

    Chance(long seed) {
        this.random = new Random(seed);
    }

    /** True in so many of a hundred cases. */
    boolean of(int percent) {
        return random.nextInt(100) < percent;
    }

    int upTo(int most) {
        return random.nextInt(most + 1);
    }

    @SafeVarargs
    final <T> T oneOf(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Different ones, at least one. */
    <T> List<T> some(List<T> choices, int most) {
        var shuffled = new ArrayList<>(choices);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, 1 + random.nextInt(Math.min(most, choices.size())));
    }

    /** An array of up to {@code most} texts. */
    ArrayNode texts(int most, String... choices) {
        var array = JsonNodeFactory.instance.arrayNode();
        IntStream.range(0, upTo(most)).forEach(i -> array.add(oneOf(choices)));
        return array;
    }
}
