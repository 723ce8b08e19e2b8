/**
 * Devices and device groups of the IoT agent as the rest of the broker knows them, and the port
 * that stores them.
 */
@NullMarked
package city.auriga.core.device;

import org.jspecify.annotations.NullMarked;
