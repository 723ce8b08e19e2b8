/**
 * What happens to a reading, whatever brought it: find the sender, decode, map, write, and only
 * then say so; what cannot be used becomes a dead letter. Must not know a transport.
 */
@NullMarked
package city.auriga.iot.reading;

import org.jspecify.annotations.NullMarked;
