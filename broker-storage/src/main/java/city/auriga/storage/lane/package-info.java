/** Lanes: requests that wait are taken together. Must not know what the requests are. */
@NullMarked
package city.auriga.storage.lane;

import org.jspecify.annotations.NullMarked;
