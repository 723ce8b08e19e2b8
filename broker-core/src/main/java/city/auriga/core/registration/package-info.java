/** Context Sources, this broker being one of them (5.9, 5.15), and the ports to their storage. */
@NullMarked
package city.auriga.core.registration;

import org.jspecify.annotations.NullMarked;
