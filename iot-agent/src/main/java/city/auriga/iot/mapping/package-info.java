/**
 * From a measure to an entity, by what was declared for the device. Pure: no registry, no clock, no
 * I/O.
 */
@NullMarked
package city.auriga.iot.mapping;

import org.jspecify.annotations.NullMarked;
