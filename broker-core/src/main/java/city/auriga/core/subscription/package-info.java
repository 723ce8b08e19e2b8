/**
 * Subscriptions and notifications (5.2.12, 5.8): reading, matching and rendering. Must not send
 * anything.
 */
@NullMarked
package city.auriga.core.subscription;

import org.jspecify.annotations.NullMarked;
