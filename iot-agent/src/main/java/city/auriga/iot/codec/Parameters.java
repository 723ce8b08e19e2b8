package city.auriga.iot.codec;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What an operator set for a codec. Each codec reads its own; what nobody read is a mistake. */
final class Parameters {
    private final Map<String, String> given;
    private final Set<String> known = new TreeSet<>();

    Parameters(Map<String, String> given) {
        this.given = Map.copyOf(given);
    }

    String text(String name, String otherwise) {
        known.add(name);
        return given.getOrDefault(name, otherwise);
    }

    boolean flag(String name, boolean otherwise) {
        return switch (text(name, Boolean.toString(otherwise))) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(name, "true or false");
        };
    }

    int number(String name, int otherwise, int least, int most) {
        try {
            int number = Integer.parseInt(text(name, Integer.toString(otherwise)));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // told below
        }
        throw wrong(name, "a number from " + least + " to " + most);
    }

    IllegalArgumentException wrong(String name, String expected) {
        return new IllegalArgumentException(
                "parameter "
                        + name
                        + ": expected "
                        + expected
                        + ", found '"
                        + given.get(name)
                        + "'");
    }

    /** To be called when the codec has read what it knows. */
    void requireAllKnown() {
        for (var name : new TreeSet<>(given.keySet())) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "parameter " + name + " is not known; known are " + known);
            }
        }
    }
}
