/**
 * Configuration retrieval: what devices want to know of their Entities, once or whenever it
 * changes, and how they are told.
 */
@NullMarked
package city.auriga.iot.retrieval;

import org.jspecify.annotations.NullMarked;
