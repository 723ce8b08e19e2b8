package city.auriga.iot.http;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How much is logged. It is below {@code /admin}, and so for operators only. */
@RestController
@RequestMapping("/admin/log")
public class LogLevelController {
    private static final String LOGGER = "city.auriga";
    private static final Map<String, LogLevel> LEVELS =
            Map.of(
                    "DEBUG", LogLevel.DEBUG,
                    "INFO", LogLevel.INFO,
                    "WARN", LogLevel.WARN,
                    "WARNING", LogLevel.WARN,
                    "ERROR", LogLevel.ERROR,
                    "FATAL", LogLevel.FATAL);

    private final LoggingSystem logging;

    public LogLevelController(LoggingSystem logging) {
        this.logging = logging;
    }

    @GetMapping
    ObjectNode level() {
        var configured = logging.getLoggerConfiguration(LOGGER);
        // Only a logger that somebody has asked for is there.
        var level = configured == null ? LogLevel.INFO : configured.getEffectiveLevel();
        return JsonNodeFactory.instance.objectNode().put("level", level.name());
    }

    @PutMapping
    ResponseEntity<ObjectNode> change(@RequestParam(required = false) @Nullable String level) {
        var known = level == null ? null : LEVELS.get(level.toUpperCase(Locale.ROOT));
        var body = JsonNodeFactory.instance.objectNode();
        if (known == null) {
            return ResponseEntity.badRequest()
                    .body(body.put("error", "level: expected DEBUG, INFO, WARN, ERROR or FATAL"));
        }
        logging.setLogLevel(LOGGER, known);
        return ResponseEntity.ok(body);
    }
}
