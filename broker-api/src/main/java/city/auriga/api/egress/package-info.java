/**
 * What holds for every request that the broker sends on behalf of a client: which addresses it may
 * go to, by which proxy, and whom it trusts; knows nothing of what is sent.
 */
@NullMarked
package city.auriga.api.egress;

import org.jspecify.annotations.NullMarked;
