package city.auriga.api.problem;

import city.auriga.core.problem.NgsiLdException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** The page of each error, from the documentation that is packed with the application. */
@Controller
class ErrorPages {
    static final String PATH = "/docs/errors/";
    private static final String SECTION = "\n## ";

    private final Map<String, String> sections = new LinkedHashMap<>();
    private final String introduction;

    ErrorPages() {
        var parts = read().split(SECTION, -1);
        introduction = parts[0];
        for (int i = 1; i < parts.length; i++) {
            var title = parts[i].substring(0, parts[i].indexOf('\n')).strip();
            sections.put(title, parts[i]);
        }
    }

    private static String read() {
        try (var in = ErrorPages.class.getResourceAsStream("/docs/errors.md")) {
            if (in == null) {
                throw new IllegalStateException("docs/errors.md is not packed");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @GetMapping("/docs/errors")
    ResponseEntity<String> all() {
        return text(introduction + SECTION + String.join(SECTION, sections.values()));
    }

    @GetMapping(PATH + "{name}")
    ResponseEntity<String> one(@PathVariable String name) {
        var section = sections.get(name);
        if (section == null) {
            throw NgsiLdException.notFound(
                    "there is no error "
                            + name
                            + "; known: "
                            + String.join(", ", sections.keySet()));
        }
        return text("## " + section);
    }

    private static ResponseEntity<String> text(String markdown) {
        return ResponseEntity.ok()
                .header("Content-Type", "text/plain;charset=UTF-8")
                .body(markdown);
    }
}
