package city.auriga.api.discovery;

import city.auriga.api.binding.Reply;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** What is running here. */
@Controller
class VersionController {
    private final Version version;
    private final String startedAt;

    VersionController(Version version, InstantSource clock) {
        this.version = version;
        this.startedAt = clock.instant().toString();
    }

    @GetMapping("/version")
    Reply version(HttpServletRequest request) {
        return Reply.json(
                200,
                out -> {
                    out.writeStartObject();
                    out.writeStringProperty("name", "Auriga");
                    out.writeStringProperty("version", version.text());
                    // as the agents of FIWARE tell it
                    out.writeStringProperty("libVersion", version.text());
                    out.writeNumberProperty("port", request.getLocalPort());
                    out.writeStringProperty("baseRoot", "/");
                    out.writeStringProperty("ngsiLd", "1.9.1");
                    out.writeStringProperty("java", Runtime.version().toString());
                    out.writeStringProperty("startedAt", startedAt);
                    out.writeEndObject();
                });
    }
}
