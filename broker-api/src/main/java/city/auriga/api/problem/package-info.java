/** The one place where an error becomes an HTTP answer (5.5.2, 6.3.2). */
@NullMarked
package city.auriga.api.problem;

import org.jspecify.annotations.NullMarked;
