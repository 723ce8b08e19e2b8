package city.auriga.iot.http;

/**
 * Bounds of what is provisioned at once.
 *
 * @param maxBody bytes of a document with all groups and devices
 */
public record InventorySettings(int maxBody) {}
