/**
 * The HTTP face of the agent: provisioning for operators, measures from devices. Holds no rule:
 * translates to use cases and back.
 */
@NullMarked
package city.auriga.iot.http;

import org.jspecify.annotations.NullMarked;
