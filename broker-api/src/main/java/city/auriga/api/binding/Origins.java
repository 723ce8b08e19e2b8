package city.auriga.api.binding;

import city.auriga.api.config.HttpSettings;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Component;

/** How clients reach this broker: by the configured public URL, else as the request says. */
@Component
public class Origins {
    private final HttpSettings settings;

    Origins(HttpSettings settings) {
        this.settings = settings;
    }

    Origin of(HttpServletRequest request) {
        var host = request.getHeader("Host");
        var authority =
                host == null || host.isBlank()
                        ? request.getServerName() + ":" + request.getServerPort()
                        : host.strip();
        var url =
                settings.publicUrl() == null
                        ? request.getScheme() + "://" + authority
                        : settings.publicUrl().toString();
        return new Origin(url, authority, request.getLocalPort());
    }
}
