/**
 * What the ecosystems of devices say: one codec per ecosystem turns its messages into readings,
 * availability and the fate of commands, and commands into messages. Knows no transport; must not
 * know what becomes of a reading. How to add a codec is in docs/codecs.md.
 */
@NullMarked
package city.auriga.iot.codec;

import org.jspecify.annotations.NullMarked;
