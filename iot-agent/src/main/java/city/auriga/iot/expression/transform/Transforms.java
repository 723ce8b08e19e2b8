package city.auriga.iot.expression.transform;

import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All transforms there are, by name. */
public final class Transforms {
    private static final Map<String, NamedTransform> ALL = all();

    private Transforms() {}

    public static @Nullable NamedTransform find(String name) {
        return ALL.get(name);
    }

    /** In alphabetical order. */
    public static Iterable<String> names() {
        return ALL.keySet();
    }

    private static Map<String, NamedTransform> all() {
        var table = new Table();
        for (var provider : ServiceLoader.load(TransformProvider.class)) {
            provider.transforms().forEach((name, transform) -> table.add(name, 0, transform));
        }
        TextTransforms.addTo(table);
        PatternTransforms.addTo(table);
        NumberTransforms.addTo(table);
        TimeTransforms.addTo(table);
        ListTransforms.addTo(table);
        JsonTransforms.addTo(table);
        ByteTransforms.addTo(table);
        return table.entries;
    }

    /** A later entry replaces an earlier one of its name. */
    static final class Table {
        private final Map<String, NamedTransform> entries = new TreeMap<>();

        void add(String name, int leastArguments, Transform transform) {
            entries.put(name, new NamedTransform(name, leastArguments, false, transform));
        }

        void addWithPattern(String name, int leastArguments, Transform transform) {
            entries.put(name, new NamedTransform(name, leastArguments, true, transform));
        }
    }
}
