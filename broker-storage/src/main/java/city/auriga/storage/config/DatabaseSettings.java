package city.auriga.storage.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the database is.
 *
 * @param url JDBC URL of an external PostgreSQL with PostGIS; absent: a private one in the data
 *     folder
 * @param user for the external server
 * @param password for the external server
 * @param connections how many connections queries may use at once
 * @param connectTimeout how long a request waits for a connection before it is answered 503
 * @param answerTimeout how long the server may take for one statement before the connection is
 *     given up
 */
@ConfigurationProperties("auriga.database")
public record DatabaseSettings(
        @Nullable String url,
        @DefaultValue("auriga") String user,
        @DefaultValue("") String password,
        @DefaultValue("16") int connections,
        @DefaultValue("3s") Duration connectTimeout,
        @DefaultValue("30s") Duration answerTimeout) {
    public DatabaseSettings {
        if (url != null && !url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(
                    "AURIGA_DATABASE_URL must start with jdbc:postgresql:, but is " + url);
        }
        if (connections < 1 || connections > 500) {
            throw new IllegalArgumentException(
                    "AURIGA_DATABASE_CONNECTIONS must lie between 1 and 500");
        }
    }
}
