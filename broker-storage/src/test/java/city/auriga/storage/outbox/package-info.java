/** Tests of the outbox on a real PostgreSQL. */
@NullMarked
package city.auriga.storage.outbox;

import org.jspecify.annotations.NullMarked;
