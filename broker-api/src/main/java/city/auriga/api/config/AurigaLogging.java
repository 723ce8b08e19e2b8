package city.auriga.api.config;

import org.springframework.boot.logging.logback.LogbackLoggingSystem;

/**
 * Spring Boot's logging without a look at {@code logback.xml}: the MQTT broker carries one, which
 * would take the place of our settings.
 */
public final class AurigaLogging extends LogbackLoggingSystem {
    public AurigaLogging(ClassLoader classLoader) {
        super(classLoader);
    }

    @Override
    protected String[] getStandardConfigLocations() {
        return new String[0];
    }
}
