/**
 * Normalized, concise, simplified and GeoJSON representations (4.5): JSON to model and model to
 * JSON.
 */
@NullMarked
package city.auriga.core.representation;

import org.jspecify.annotations.NullMarked;
