/** Entities in PostgreSQL: the stored document, the dictionary of types, reading and querying. */
@NullMarked
package city.auriga.storage.entity;

import org.jspecify.annotations.NullMarked;
