/**
 * Devices, device groups, commands and dead letters of the IoT agent as the rest of the broker
 * knows them, and the ports that store them. What their members mean is the agent's business.
 */
@NullMarked
package city.auriga.core.device;

import org.jspecify.annotations.NullMarked;
