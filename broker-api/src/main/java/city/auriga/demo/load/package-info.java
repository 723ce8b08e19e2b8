/** The MQTT load of {@code ./auriga bench}, and the receiver of the notifications it causes. */
@NullMarked
package city.auriga.demo.load;

import org.jspecify.annotations.NullMarked;
