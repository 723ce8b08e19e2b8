/**
 * Indexes on Attributes: which are declared, making and dropping them, and which of them queries
 * may use; must not know what the indexes hold.
 */
@NullMarked
package city.auriga.storage.index;

import org.jspecify.annotations.NullMarked;
