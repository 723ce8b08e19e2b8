/** Tests of the private PostgreSQL, on real servers in temporary folders. */
@NullMarked
package city.auriga.storage.server;

import org.jspecify.annotations.NullMarked;
