/**
 * The information model (4.2, 4.5): what an Entity and its Attributes are. Knows nobody: no
 * representation, no storage, no query.
 */
@NullMarked
package city.auriga.core.model;

import org.jspecify.annotations.NullMarked;
