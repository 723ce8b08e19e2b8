/** Subscriptions in PostgreSQL, and the news of their changes on other replicas. */
@NullMarked
package city.auriga.storage.subscription;

import org.jspecify.annotations.NullMarked;
