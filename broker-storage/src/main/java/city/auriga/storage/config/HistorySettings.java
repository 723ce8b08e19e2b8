package city.auriga.storage.config;

import java.time.Period;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the history of Attributes.
 *
 * @param retention how long changes are kept, in whole months; zero keeps them for ever
 */
@ConfigurationProperties("auriga.history")
public record HistorySettings(@DefaultValue("P0M") Period retention) {}
