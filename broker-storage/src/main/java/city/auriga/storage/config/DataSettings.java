package city.auriga.storage.config;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Auriga keeps its files.
 *
 * @param folder holds the private PostgreSQL and the embedded MQTT broker's sessions
 */
@ConfigurationProperties("auriga.data")
public record DataSettings(@DefaultValue("data") Path folder) {}
