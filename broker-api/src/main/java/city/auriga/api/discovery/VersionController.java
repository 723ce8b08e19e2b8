package city.auriga.api.discovery;

import city.auriga.api.binding.Reply;
import city.auriga.api.config.HttpSettings;
import city.auriga.iot.http.StatusController;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import tools.jackson.databind.node.ObjectNode;

/** What is running here. */
@Controller
class VersionController {
    private final Version version;
    private final HttpSettings ports;
    private final ObjectProvider<StatusController> agent;
    private final String startedAt;

    /**
     * @param agent if there is one
     */
    VersionController(
            Version version,
            HttpSettings ports,
            ObjectProvider<StatusController> agent,
            InstantSource clock) {
        this.version = version;
        this.ports = ports;
        this.agent = agent;
        this.startedAt = clock.instant().toString();
    }

    /** FIWARE's agents have them here; elsewhere who asks may want no more than a sign of life. */
    private @Nullable ObjectNode connections(int port) {
        var status = port == ports.northPort() ? agent.getIfAvailable() : null;
        return status == null ? null : status.connections();
    }

    @GetMapping("/version")
    Reply version(HttpServletRequest request) {
        // Looked at before the answer begins: that may take its time.
        var connections = connections(request.getLocalPort());
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
                    if (connections != null) {
                        out.writeName("connections");
                        out.writeTree(connections);
                    }
                    out.writeStringProperty("ngsiLd", "1.9.1");
                    out.writeStringProperty("java", Runtime.version().toString());
                    out.writeStringProperty("startedAt", startedAt);
                    out.writeEndObject();
                });
    }
}
