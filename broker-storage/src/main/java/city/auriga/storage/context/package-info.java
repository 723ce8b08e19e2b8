/** The @contexts that the broker serves, in PostgreSQL; must not know what they mean. */
@NullMarked
package city.auriga.storage.context;

import org.jspecify.annotations.NullMarked;
