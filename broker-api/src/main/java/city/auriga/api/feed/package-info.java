/**
 * Live feeds of changes, as Server-Sent Events: subscriptions whose endpoint is a connection to
 * this or another process. What a receiver must not miss is the business of the package delivery.
 */
@NullMarked
package city.auriga.api.feed;

import org.jspecify.annotations.NullMarked;
