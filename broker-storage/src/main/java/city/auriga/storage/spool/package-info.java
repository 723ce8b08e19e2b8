/**
 * What waits for another broker: storing it, and who of several processes forwards it. Must not
 * know what it means.
 */
@NullMarked
package city.auriga.storage.spool;

import org.jspecify.annotations.NullMarked;
