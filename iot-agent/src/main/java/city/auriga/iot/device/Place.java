package city.auriga.iot.device;

import city.auriga.core.model.Tenant;

/**
 * Whose groups and devices a request is about.
 *
 * @param path the subservice, with a leading slash; {@code /*} for all of them
 */
public record Place(Tenant tenant, String path) {
    public static final String EVERYWHERE = "/*";

    public boolean isEverywhere() {
        return path.equals(EVERYWHERE);
    }
}
