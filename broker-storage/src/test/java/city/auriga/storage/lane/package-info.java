@NullMarked
package city.auriga.storage.lane;

import org.jspecify.annotations.NullMarked;
