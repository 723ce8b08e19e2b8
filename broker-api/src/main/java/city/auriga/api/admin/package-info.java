/**
 * What operators may do beyond the standard, below {@code /admin}; must not change an Entity except
 * through ports.
 */
@NullMarked
package city.auriga.api.admin;

import org.jspecify.annotations.NullMarked;
