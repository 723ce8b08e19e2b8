/** Use cases on entities (5.6, 5.7) and the ports through which they reach storage. */
@NullMarked
package city.auriga.core.entity;

import org.jspecify.annotations.NullMarked;
