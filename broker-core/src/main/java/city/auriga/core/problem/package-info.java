/**
 * The one error type of the core and the error types of the standard (5.5.2). Must not know about
 * HTTP beyond the names of the types.
 */
@NullMarked
package city.auriga.core.problem;

import org.jspecify.annotations.NullMarked;
