/**
 * Changes to one Entity as pure functions of (current, request, now): clauses 5.5.8, 5.5.11, 5.5.12
 * and 5.6.
 */
@NullMarked
package city.auriga.core.mutation;

import org.jspecify.annotations.NullMarked;
