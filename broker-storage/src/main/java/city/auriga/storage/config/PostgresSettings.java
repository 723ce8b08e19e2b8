package city.auriga.storage.config;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the private PostgreSQL.
 *
 * @param bin folder with the programs {@code postgres} and {@code initdb}; absent: the usual places
 * @param user operating system user of a new cluster when Auriga runs as root
 */
@ConfigurationProperties("auriga.postgres")
public record PostgresSettings(@Nullable String bin, @DefaultValue("postgres") String user) {}
