/** History: which records an accepted change leaves behind (4.5.6, 5.6.11). */
@NullMarked
package city.auriga.core.temporal;

import org.jspecify.annotations.NullMarked;
