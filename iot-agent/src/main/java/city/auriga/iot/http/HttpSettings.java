package city.auriga.iot.http;

import city.auriga.iot.device.Place;
import org.jspecify.annotations.Nullable;

/**
 * What the HTTP face needs to know.
 *
 * @param fallback whose provisioning is that has no header for it; null if it is refused
 * @param maxBody bytes of a provisioning request
 * @param maxPayload bytes of a measure
 * @param maxNotification bytes of what another broker tells at once
 * @param maxList devices or groups of one answer
 * @param pollSeparator between commands that a device fetches as UltraLight
 * @param commands whether devices can be told something; if the Entities are those of another
 *     broker, that must know where it can tell of their changes
 * @param reverse whether devices can be told of changes, whoever makes them
 */
public record HttpSettings(
        @Nullable Place fallback,
        int maxBody,
        int maxPayload,
        int maxNotification,
        int maxList,
        String pollSeparator,
        boolean commands,
        boolean reverse) {}
