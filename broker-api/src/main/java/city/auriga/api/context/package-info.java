/**
 * Remote @contexts: fetched through the guarded client, cached, never while a failure is
 * remembered.
 */
@NullMarked
package city.auriga.api.context;

import org.jspecify.annotations.NullMarked;
