/** Settings of the agent, and how its parts are put together. */
@NullMarked
package city.auriga.iot.config;

import org.jspecify.annotations.NullMarked;
