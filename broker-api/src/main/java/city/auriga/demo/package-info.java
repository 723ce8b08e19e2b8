/**
 * {@code ./auriga demo}: a simulated city whose devices send readings to a running broker. It knows
 * the broker by its network interfaces only, as any other client.
 */
@NullMarked
package city.auriga.demo;

import org.jspecify.annotations.NullMarked;
