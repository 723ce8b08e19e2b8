package city.auriga.api.discovery;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Component;

/** Which Auriga this is. */
@Component
class Version {
    private final String text;

    Version(ObjectProvider<BuildProperties> build) {
        var properties = build.getIfAvailable();
        this.text = properties == null ? "development" : String.valueOf(properties.getVersion());
    }

    String text() {
        return text;
    }
}
