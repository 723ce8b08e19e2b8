/**
 * The loads of {@code ./auriga bench} besides wrk, and the receiver of the notifications they
 * cause.
 */
@NullMarked
package city.auriga.demo.load;

import org.jspecify.annotations.NullMarked;
