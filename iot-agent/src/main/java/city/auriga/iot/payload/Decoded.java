package city.auriga.iot.payload;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What a payload says. Of several measures each stands for itself: one that is none costs no other.
 *
 * @param measures in the order of the payload
 * @param faults what is wrong with those that are none, and with what is left out of others
 */
public record Decoded(List<Measure> measures, List<String> faults) {
    public Decoded {
        measures = List.copyOf(measures);
        faults = List.copyOf(faults);
    }

    /** How many measures it counts as: each value of an Attribute beside the first is one more. */
    public int size() {
        return measures.size() + measures.stream().mapToInt(Measure::others).sum();
    }

    static Decoded of(List<Measure> measures) {
        return new Decoded(measures, List.of());
    }

    /**
     * @param reader of one, which may throw; told where faults go that cost it less than the
     *     measure
     * @throws PayloadException if there are some, and all of them are none
     */
    static Decoded each(
            Stream<JsonNode> elements, BiFunction<JsonNode, Consumer<String>, Measure> reader) {
        var measures = new ArrayList<Measure>();
        var faults = new ArrayList<String>();
        int number = 0;
        for (var element : elements.toList()) {
            var place = "element " + ++number + ": ";
            try {
                measures.add(reader.apply(element, fault -> faults.add(place + fault)));
            } catch (PayloadException e) {
                faults.add(place + e.getMessage());
            }
        }
        if (measures.isEmpty() && !faults.isEmpty()) {
            throw new PayloadException(faults.getFirst());
        }
        return new Decoded(measures, faults);
    }
}
