package city.auriga.iot.device;

import city.auriga.core.model.Tenant;
import city.auriga.iot.device.ProvisioningException.Code;
import java.util.regex.Pattern;

/**
 * Whose groups and devices a request is about.
 *
 * @param path the subservice, with a leading slash; {@code /*} for all of them
 */
public record Place(Tenant tenant, String path) {
    public static final String EVERYWHERE = "/*";

    private static final Pattern PATH = Pattern.compile("/[\\w/-]*");

    public boolean isEverywhere() {
        return path.equals(EVERYWHERE);
    }

    /**
     * A subservice as somebody wrote it.
     *
     * @param member where, for the error
     */
    public static String path(String member, String text) {
        if (!PATH.matcher(text).matches()) {
            throw new ProvisioningException(
                    Code.BAD_REQUEST,
                    member + ": expected a path such as /parks, found '" + text + "'");
        }
        return text.length() > 1 && text.endsWith("/")
                ? text.substring(0, text.length() - 1)
                : text;
    }
}
