/**
 * What devices say: topics, JSON and UltraLight 2.0 payloads as measures. Pure; must not know what
 * becomes of a measure.
 */
@NullMarked
package city.auriga.iot.payload;

import org.jspecify.annotations.NullMarked;
