package city.auriga.iot.http;

/**
 * What the HTTP face needs to know.
 *
 * @param requireTenant whether provisioning without a tenant header is refused
 * @param maxBody bytes of a provisioning request
 * @param maxPayload bytes of a measure
 * @param commands whether devices can be told something; if the Entities are those of another
 *     broker, that must know where it can tell of their changes
 */
public record HttpSettings(boolean requireTenant, int maxBody, int maxPayload, boolean commands) {}
