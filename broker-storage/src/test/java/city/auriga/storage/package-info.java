/**
 * Databases for the tests of this module and, as its test-jar, of those that build on it. A module
 * that uses the test-jar also declares {@code testcontainers-postgresql} in test scope.
 */
@NullMarked
package city.auriga.storage;

import org.jspecify.annotations.NullMarked;
