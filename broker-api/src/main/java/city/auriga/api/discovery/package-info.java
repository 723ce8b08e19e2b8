/** Resources of the standard about the broker and its content, and those that are not built yet. */
@NullMarked
package city.auriga.api.discovery;

import org.jspecify.annotations.NullMarked;
