/** The history of Attributes in PostgreSQL: its partitions, and reading it. */
@NullMarked
package city.auriga.storage.temporal;

import org.jspecify.annotations.NullMarked;
