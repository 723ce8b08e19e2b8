/**
 * The @contexts of the broker (5.13): remote ones, fetched through one guarded client and kept
 * while they are fresh, local copies, and those that it serves itself. Must not remember a failure,
 * nor know what terms mean.
 */
@NullMarked
package city.auriga.api.context;

import org.jspecify.annotations.NullMarked;
