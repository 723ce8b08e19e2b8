package city.auriga.storage.writer;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.Entity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the document of a row differs from what it shall be.
 *
 * @param written Attributes to put in the place of those with the same names
 * @param removed names of Attributes to remove
 * @param whole whether {@code written} is the whole document, and nothing of the old one stays
 */
record DocumentDifference(
        Map<String, List<Attribute>> written, List<String> removed, boolean whole) {

    static DocumentDifference between(Entity before, Entity after) {
        // times are stored relative to the creation of the Entity
        if (!before.createdAt().equals(after.createdAt())) {
            return new DocumentDifference(after.attributes(), List.of(), true);
        }
        var written = new LinkedHashMap<String, List<Attribute>>();
        after.attributes()
                .forEach((name, instances) -> {
                    // quick: mutations keep the very lists that they do not change
                    if (!instances.equals(before.attributes().get(name))) {
                        written.put(name, instances);
                    }
                });
        if (written.size() == after.attributes().size()) {
            return new DocumentDifference(written, List.of(), true);
        }
        var removed = new ArrayList<String>();
        for (var name : before.attributes().keySet()) {
            if (!after.attributes().containsKey(name)) {
                removed.add(name);
            }
        }
        return new DocumentDifference(written, removed, false);
    }
}
