/**
 * Attributes that are read on demand: when somebody reads an Entity, its device is asked, and the
 * answer is a reading like others.
 */
@NullMarked
package city.auriga.iot.lazy;

import org.jspecify.annotations.NullMarked;
