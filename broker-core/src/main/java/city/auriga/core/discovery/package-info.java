/**
 * Which entity types and Attributes there are (5.7.5 to 5.7.10); must not know how that is counted.
 */
@NullMarked
package city.auriga.core.discovery;

import org.jspecify.annotations.NullMarked;
