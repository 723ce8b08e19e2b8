/** Subscriptions over HTTP (6.10, 6.11). */
@NullMarked
package city.auriga.api.subscription;

import org.jspecify.annotations.NullMarked;
