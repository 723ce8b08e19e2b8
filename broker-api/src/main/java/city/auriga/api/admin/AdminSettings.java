package city.auriga.api.admin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may use {@code /admin}.
 *
 * @param key that a request has as its bearer token; empty allows requests from this machine only
 */
@ConfigurationProperties("auriga.admin")
record AdminSettings(@DefaultValue("") String key) {}
