/**
 * Broken requests of every kind: the broker says what is wrong with them, and never fails itself.
 */
@NullMarked
package city.auriga.api.fuzz;

import org.jspecify.annotations.NullMarked;
