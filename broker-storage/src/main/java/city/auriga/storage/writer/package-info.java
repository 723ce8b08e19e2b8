/**
 * The batch writer, the one place that commits changes to entities: rows, geometries, history and
 * outbox in one transaction. Must not know a rule of the standard.
 */
@NullMarked
package city.auriga.storage.writer;

import org.jspecify.annotations.NullMarked;
