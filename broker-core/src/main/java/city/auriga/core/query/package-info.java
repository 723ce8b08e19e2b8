/**
 * The query languages (4.9, 4.10, 4.17, 4.18, 4.19, 4.21) and the evaluator, the only authority on
 * what they mean. Must not know SQL.
 */
@NullMarked
package city.auriga.core.query;

import org.jspecify.annotations.NullMarked;
