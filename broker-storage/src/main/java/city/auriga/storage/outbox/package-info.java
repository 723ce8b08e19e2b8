/**
 * What must be notified, from the commit of a change until all its subscribers are served or given
 * up.
 */
@NullMarked
package city.auriga.storage.outbox;

import org.jspecify.annotations.NullMarked;
