/** A city that measures itself, without network, files or a clock of its own. */
@NullMarked
package city.auriga.demo.simulation;

import org.jspecify.annotations.NullMarked;
