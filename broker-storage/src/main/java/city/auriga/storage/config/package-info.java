/**
 * Settings of the storage and its wiring for Spring Boot, so that no other module needs to know a
 * class of it.
 */
@NullMarked
package city.auriga.storage.config;

import org.jspecify.annotations.NullMarked;
