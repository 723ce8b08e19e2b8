/**
 * The expression language of FIWARE's IoT agents: JEXL as in TomFrost/Jexl. A text is compiled once
 * and evaluated for each reading. Pure, and closed: an expression reaches nothing but its variables
 * and the transforms, within limits of time and memory.
 */
@NullMarked
package city.auriga.iot.expression;

import org.jspecify.annotations.NullMarked;
