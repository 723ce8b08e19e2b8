/**
 * Entities over HTTP (6.4 to 6.7, 6.14 to 6.17, 6.23): translates requests to mutations and
 * queries, and results back.
 */
@NullMarked
package city.auriga.api.entity;

import org.jspecify.annotations.NullMarked;
