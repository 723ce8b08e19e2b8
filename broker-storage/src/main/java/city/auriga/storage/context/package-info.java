/** Hosted @contexts in PostgreSQL. */
@NullMarked
package city.auriga.storage.context;

import org.jspecify.annotations.NullMarked;
