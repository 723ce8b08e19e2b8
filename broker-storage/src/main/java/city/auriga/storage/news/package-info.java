/** What the processes that share a database tell each other (LISTEN and NOTIFY). */
@NullMarked
package city.auriga.storage.news;

import org.jspecify.annotations.NullMarked;
