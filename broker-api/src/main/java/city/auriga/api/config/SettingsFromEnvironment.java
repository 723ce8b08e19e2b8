package city.auriga.api.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Reads secrets from files ({@code AURIGA_…_FILE}), and refuses variables that begin with {@code
 * AURIGA_} and are no setting: a typing error must not be a silent default.
 */
class SettingsFromEnvironment implements EnvironmentPostProcessor {
    /** What the start script and the tests use. */
    private static final Set<String> NOT_OURS =
            Set.of(
                    "AURIGA_JAVA_HOME",
                    "AURIGA_JAVA_OPTS",
                    "AURIGA_TEST_DATABASE_URL",
                    "AURIGA_TEST_DATABASE_USER",
                    "AURIGA_TEST_DATABASE_PASSWORD");

    @Override
    public void postProcessEnvironment(
            ConfigurableEnvironment environment, SpringApplication application) {
        var variables = environment.getSystemEnvironment();
        var fromFiles = new HashMap<String, Object>();
        var known = KnownSettings.variables();
        variables.keySet().stream()
                .filter(name -> name.startsWith(KnownSettings.PREFIX) && !NOT_OURS.contains(name))
                .sorted()
                .forEach(name -> {
                    if (!known.contains(name)) {
                        readFile(name, variables, known, fromFiles);
                    }
                });
        if (!fromFiles.isEmpty()) {
            environment
                    .getPropertySources()
                    .addFirst(
                            new SystemEnvironmentPropertySource(
                                    "files-systemEnvironment", fromFiles));
        }
    }

    private static void readFile(
            String name,
            Map<String, Object> variables,
            Set<String> known,
            Map<String, Object> fromFiles) {
        var setting =
                name.endsWith(KnownSettings.FILE_SUFFIX)
                        ? name.substring(0, name.length() - KnownSettings.FILE_SUFFIX.length())
                        : name;
        if (setting.equals(name) || !known.contains(setting)) {
            throw new StartFailure("there is no setting " + name + suggestion(name, known));
        }
        if (variables.containsKey(setting)) {
            throw new StartFailure("set either " + setting + " or " + name + ", not both");
        }
        try {
            fromFiles.put(
                    setting,
                    Files.readString(Path.of(String.valueOf(variables.get(name)))).strip());
        } catch (IOException e) {
            throw new StartFailure("cannot read the file of " + name + ": " + variables.get(name));
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
