/** The application: HTTP binding, delivery of notifications, and the wiring of all modules. */
@NullMarked
package city.auriga.api;

import org.jspecify.annotations.NullMarked;
