/**
 * Who sends a measure: groups and devices as typed declarations, their inheritance, look-up and
 * automatic provisioning. Must not know how a measure arrived.
 */
@NullMarked
package city.auriga.iot.device;

import org.jspecify.annotations.NullMarked;
