package city.auriga.api.discovery;

import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this broker presents itself to others.
 *
 * @param alias its name in {@code Via} headers and at {@code /info/sourceIdentity}; empty for one
 *     that is made when the database is created
 */
@ConfigurationProperties("auriga.source")
record SourceSettings(@DefaultValue("") String alias) {
    private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9._-]{0,100}");

    SourceSettings {
        if (!ALIAS.matcher(alias).matches()) {
            throw new IllegalArgumentException(
                    "source: an alias has up to 100 letters, digits, '.', '_' or '-'");
        }
    }
}
