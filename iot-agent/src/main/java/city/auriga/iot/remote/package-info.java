/**
 * The agent alone: its writes wait in a spool until another broker has taken them. Must not know
 * where readings come from, nor how HTTP is spoken.
 */
@NullMarked
package city.auriga.iot.remote;

import org.jspecify.annotations.NullMarked;
