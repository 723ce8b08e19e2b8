/** The functions behind a pipe, {@code value|name(argument)}, by kind. */
@NullMarked
package city.auriga.iot.expression.transform;

import org.jspecify.annotations.NullMarked;
