/** Values while an expression is evaluated: JavaScript's conversions, numbers, and the limits. */
@NullMarked
package city.auriga.iot.expression.value;

import org.jspecify.annotations.NullMarked;
