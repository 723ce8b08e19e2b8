/** Numbers of what there is to discover; the writer appends how they change. */
@NullMarked
package city.auriga.storage.discovery;

import org.jspecify.annotations.NullMarked;
