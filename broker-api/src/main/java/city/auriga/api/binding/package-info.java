/**
 * What all HTTP resources share (6.3): preconditions, negotiation, tenant, @context, parameters,
 * pagination and writing replies. Must not hold a rule about entities.
 */
@NullMarked
package city.auriga.api.binding;

import org.jspecify.annotations.NullMarked;
