package city.auriga.api.config;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How Auriga logs.
 *
 * @param format empty for people; {@code ecs}, {@code gelf} or {@code logstash} for machines
 * @param level of Auriga's own messages
 */
@ConfigurationProperties("auriga.log")
record LogSettings(@DefaultValue("") String format, @DefaultValue("INFO") String level) {}
