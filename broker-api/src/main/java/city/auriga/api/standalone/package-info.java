/** The agent alone: how its broker is spoken to, and what this process does not answer then. */
@NullMarked
package city.auriga.api.standalone;

import org.jspecify.annotations.NullMarked;
