package city.auriga.api.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** The names of all settings, from the lists that each module carries with it. */
final class KnownSettings {
    static final String PREFIX = "AURIGA_";
    static final String FILE_SUFFIX = "_FILE";

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    private KnownSettings() {}

    /** From environment variables, {@code AURIGA_…}, to the properties that they set. */
    static Map<String, String> byVariable() {
        var names = new TreeMap<String, String>();
        var json = new JsonMapper();
        try {
            for (var list :
                    Collections.list(KnownSettings.class.getClassLoader().getResources(METADATA))) {
                try (var in = list.openStream()) {
                    for (var property : json.readTree(in).path("properties")) {
                        var name = property.path("name").asString();
                        if (name.startsWith("auriga.")) {
                            names.put(variable(name), name);
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
