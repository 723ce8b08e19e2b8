/**
 * SQL as text plus binds: statements kept in files, and the compiler from queries to SQL. Must not
 * run anything.
 */
@NullMarked
package city.auriga.storage.sql;

import org.jspecify.annotations.NullMarked;
