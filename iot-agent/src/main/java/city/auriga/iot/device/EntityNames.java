package city.auriga.iot.device;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** What devices may be called whose Entity has an id: the reverse of how ids are made. */
final class EntityNames {
    private static final String PREFIX = "urn:ngsi-ld:";
    private static final int LONGEST_NAME = 512;

    private EntityNames() {}

    /** What {@code entity_name} may say. */
    static Set<String> names(String entity) {
        var names = new HashSet<>(Set.of(entity));
        names.addAll(rests(local(entity), ":"));
        return names;
    }

    /** The ids that devices without a name may have. */
    static Set<String> deviceIds(String entity, Collection<String> conjunctions) {
        var ids = new HashSet<String>();
        conjunctions.forEach(conjunction -> ids.addAll(rests(local(entity), conjunction)));
        return ids;
    }

    private static String local(String entity) {
        return entity.startsWith(PREFIX) ? entity.substring(PREFIX.length()) : "";
    }

    /**
     * What may stand behind a type and this conjunction, as it is and as it was before escaping.
     */
    private static Set<String> rests(String name, String conjunction) {
        var rests = new HashSet<String>();
        if (name.length() > LONGEST_NAME) {
            return rests;
        }
        for (int i = name.indexOf(conjunction, 1); i > 0; i = name.indexOf(conjunction, i + 1)) {
            var rest = name.substring(i + conjunction.length());
            rests.add(rest);
            rests.add(unescaped(rest));
        }
        return rests;
    }

    private static String unescaped(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEscaped) {
            return text;
        }
    }
}
