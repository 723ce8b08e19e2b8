/** Tests that start the packaged application as a process, and kill it. */
@NullMarked
package city.auriga.endtoend;

import org.jspecify.annotations.NullMarked;
