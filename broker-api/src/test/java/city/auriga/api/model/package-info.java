/**
 * A second, deliberately simple implementation of the operations on entities, on plain JSON trees
 * in memory. It uses no class of the broker, so that it can disagree with it. Names are terms of
 * the default @context only.
 */
@NullMarked
package city.auriga.api.model;

import org.jspecify.annotations.NullMarked;
