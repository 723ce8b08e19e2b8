/** Tests of the batch writer on a real PostgreSQL. */
@NullMarked
package city.auriga.storage.writer;

import org.jspecify.annotations.NullMarked;
