package city.auriga;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The table of rules names tests that exist, and rows that they have. */
class ConformanceRulesTest {
    private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
    private static final Pattern TEST = Pattern.compile("(\\w+)#(\\w+)");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final String END_OF_METHOD = "\n    }\n";

    private static final List<Rule> RULES = new ArrayList<>();
    private static final Map<String, String> SOURCES = new HashMap<>();

    private record Rule(String number, String tests, String note) {}

    @BeforeAll
    static void read() throws IOException {
        for (var line : Files.readAllLines(Path.of("../docs/conformance-rules.md"))) {
            var cells = line.split(" \\| ", -1);
            if (line.matches("\\| [MPQ]\\d.*")) {
                assertThat(cells).as(line).hasSize(5);
                RULES.add(new Rule(cells[0].substring(2), cells[3], cells[4]));
            }
        }
        for (var module : List.of("broker-core", "broker-storage", "broker-api")) {
            try (var files = Files.walk(Path.of("..", module, "src/test/java"))) {
                for (var file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    var name = file.getFileName().toString().replace(".java", "");
                    SOURCES.put(name, Files.readString(file));
                }
            }
        }
    }

    @Test
    void eachRuleHasANumberOfItsOwn() {
        var numbers = new HashSet<String>();
        assertThat(RULES).hasSizeGreaterThan(300).allMatch(rule -> numbers.add(rule.number));
    }

    @Test
    void eachRuleInScopeHasATest() {
        assertThat(RULES)
                .filteredOn(rule -> !TEST.matcher(rule.tests).find())
                .allMatch(rule ->
                        rule.tests.startsWith("out of scope here: ")
                                || (rule.tests.equals("none") && rule.note.startsWith("Open: ")));
    }

    @Test
    void eachTestAndEachRowIsThere() {
        var missing = new ArrayList<String>();
        for (var rule : RULES) {
            var table = "";
            var spans = SPAN.matcher(rule.tests);
            while (spans.find()) {
                var span = spans.group(1);
                var test = TEST.matcher(span);
                if (test.matches()) {
                    table = method(test.group(1), test.group(2));
                }
                if (table.isEmpty() || (!test.matches() && !table.contains(collapsed(span)))) {
                    missing.add(rule.number + ": " + span);
                }
            }
        }
        assertThat(missing).isEqualTo(List.of());
    }

    /** A test method with its annotations; empty if there is none. */
    private static String method(String type, String name) {
        var source = SOURCES.getOrDefault(type, "");
        int declaration = source.indexOf(" void " + name + "(");
        if (declaration < 0) {
            return "";
        }
        int start = Math.max(0, source.lastIndexOf(END_OF_METHOD, declaration));
        return collapsed(source.substring(start, source.indexOf(END_OF_METHOD, declaration)));
    }

    private static String collapsed(String text) {
        return BLANKS.matcher(text).replaceAll(" ");
    }
}
