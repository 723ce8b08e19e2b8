/**
 * Delivery of notifications: at least once, in order per subscription, an endpoint that hangs holds
 * up nobody else.
 */
@NullMarked
package city.auriga.api.delivery;

import org.jspecify.annotations.NullMarked;
