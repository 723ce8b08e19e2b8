package city.auriga.api.discovery;

import city.auriga.api.binding.Reply;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** What is running here. */
@Controller
class VersionController {
    private final String version;
    private final String startedAt;

    VersionController(ObjectProvider<BuildProperties> build, InstantSource clock) {
        this.version =
                Optional.ofNullable(build.getIfAvailable())
                        .map(BuildProperties::getVersion)
                        .orElse("development");
        this.startedAt = clock.instant().toString();
    }

    @GetMapping("/version")
    Reply version() {
        return Reply.json(
                200,
                out -> {
                    out.writeStartObject();
                    out.writeStringProperty("name", "Auriga");
                    out.writeStringProperty("version", version);
                    out.writeStringProperty("ngsiLd", "1.9.1");
                    out.writeStringProperty("java", Runtime.version().toString());
                    out.writeStringProperty("startedAt", startedAt);
                    out.writeEndObject();
                });
    }
}
