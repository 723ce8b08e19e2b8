/** Feeds in PostgreSQL, and changes on their way between processes. */
@NullMarked
package city.auriga.storage.feed;

import org.jspecify.annotations.NullMarked;
