package city.auriga.api.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Reads secrets from files ({@code AURIGA_…_FILE}), and refuses variables that begin with {@code
 * AURIGA_} and are no setting: a typing error must not be a silent default.
 */
public final class SettingsFromEnvironment {
    /** What the start script and the tests use. */
    private static final Set<String> NOT_OURS =
            Set.of(
                    "AURIGA_JAVA_HOME",
                    "AURIGA_JAVA_OPTS",
                    "AURIGA_TEST_DATABASE_URL",
                    "AURIGA_TEST_DATABASE_USER",
                    "AURIGA_TEST_DATABASE_PASSWORD");

    private SettingsFromEnvironment() {}

    /**
     * Checks all variables.
     *
     * @return the settings that are in files, or in variables of FIWARE's agents, by their property
     *     names
     * @throws StartFailure for an unknown variable or a file that cannot be read
     */
    public static Map<String, Object> read(Map<String, String> variables) {
        var known = KnownSettings.byVariable();
        var settings = new HashMap<>(FiwareVariables.read(variables, known));
        variables.keySet().stream()
                .filter(name -> name.startsWith(KnownSettings.PREFIX))
                .filter(name -> !NOT_OURS.contains(name) && !known.containsKey(name))
                .sorted()
                .forEach(name -> {
                    var setting = settingOf(name, variables, known);
                    settings.put(setting, content(name, variables.getOrDefault(name, "")));
                });
        return settings;
    }

    private static String settingOf(
            String name, Map<String, String> variables, Map<String, String> known) {
        var variable =
                name.endsWith(KnownSettings.FILE_SUFFIX)
                        ? name.substring(0, name.length() - KnownSettings.FILE_SUFFIX.length())
                        : name;
        var setting = known.get(variable);
        if (setting == null) {
            throw new StartFailure(
                    "there is no setting " + name + suggestion(name, known.keySet()));
        }
        if (variables.containsKey(variable)) {
            throw new StartFailure("set either " + variable + " or " + name + ", not both");
        }
        return setting;
    }

    private static String content(String name, String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new StartFailure("cannot read the file of " + name + ": " + file);
        }
    }

    private static String suggestion(String name, Set<String> known) {
        return known.stream()
                .min((a, b) -> Integer.compare(distance(name, a), distance(name, b)))
                .filter(nearest -> distance(name, nearest) <= 4)
                .map(nearest -> "; did you mean " + nearest + "?")
                .orElse("; all settings are in docs/configuration.md");
    }

    /** Levenshtein distance. */
    private static int distance(String a, String b) {
        var row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substitution, Math.min(row[j - 1], above) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
