package city.auriga.core.model;

import city.auriga.core.problem.NgsiLdException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A tenant (4.14); the empty name is the default tenant, which always exists.
 *
 * @param name lower-case letters, digits, {@code _} and {@code -}, at most 50 characters, as
 *     FIWARE's {@code Fiware-Service}
 */
public record Tenant(String name) {
    public static final Tenant DEFAULT = new Tenant("");
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,50}");

    /** Parses a tenant header. Case is ignored, as everywhere in FIWARE. */
    public static Tenant parse(String header, String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        if (!NAME.matcher(lower).matches()) {
            throw NgsiLdException.badData(
                    header,
                    "a tenant name has 1 to 50 letters, digits, '_' or '-', but this is '"
                            + name
                            + "'");
        }
        return new Tenant(lower);
    }

    public boolean isDefault() {
        return name.isEmpty();
    }
}
