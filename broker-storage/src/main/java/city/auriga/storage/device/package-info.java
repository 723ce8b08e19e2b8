/**
 * Devices, what was heard of them, device groups and dead letters in PostgreSQL. Must not know what
 * their members mean.
 */
@NullMarked
package city.auriga.storage.device;

import org.jspecify.annotations.NullMarked;
