/**
 * Commands: from a change of an Entity to the device, and from its answer back to the Entity. Must
 * not know how a payload arrived.
 */
@NullMarked
package city.auriga.iot.command;

import org.jspecify.annotations.NullMarked;
