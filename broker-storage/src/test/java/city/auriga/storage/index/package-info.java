/** Tests of the indexes on Attributes, on real PostgreSQL. */
@NullMarked
package city.auriga.storage.index;

import org.jspecify.annotations.NullMarked;
