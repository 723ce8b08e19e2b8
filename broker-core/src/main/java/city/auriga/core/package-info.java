/**
 * The domain of the broker, in plain Java: no framework, no storage, no HTTP, no threads, no clock
 * of its own.
 */
@NullMarked
package city.auriga.core;

import org.jspecify.annotations.NullMarked;
