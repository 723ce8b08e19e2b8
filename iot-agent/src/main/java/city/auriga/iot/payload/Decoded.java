package city.auriga.iot.payload;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What a payload says. Of several measures each stands for itself: one that is none costs no other.
 *
 * @param measures in the order of the payload
 * @param faults what is wrong with those that are none
 */
public record Decoded(List<Measure> measures, List<String> faults) {
    public Decoded {
        measures = List.copyOf(measures);
        faults = List.copyOf(faults);
    }

    static Decoded of(List<Measure> measures) {
        return new Decoded(measures, List.of());
    }

    /**
     * @param reader of one, which may throw
     * @throws PayloadException if there are some, and all of them are none
     */
    static Decoded each(Stream<JsonNode> elements, Function<JsonNode, Measure> reader) {
        var measures = new ArrayList<Measure>();
        var faults = new ArrayList<String>();
        for (var element : elements.toList()) {
            try {
                measures.add(reader.apply(element));
            } catch (PayloadException e) {
                int number = measures.size() + faults.size() + 1;
                faults.add("element " + number + ": " + e.getMessage());
            }
        }
        if (measures.isEmpty() && !faults.isEmpty()) {
            throw new PayloadException(faults.getFirst());
        }
        return new Decoded(measures, faults);
    }
}
