package city.auriga.core.device;

/**
 * Where the readings of a device go.
 *
 * @param resource of the group that it is heard in
 * @param entity id of the Entity
 */
public record DeviceHome(String resource, String entity) {}
