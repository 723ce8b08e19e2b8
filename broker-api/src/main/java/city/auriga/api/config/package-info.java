/** The application's settings, its ports and its start. */
@NullMarked
package city.auriga.api.config;

import org.jspecify.annotations.NullMarked;
