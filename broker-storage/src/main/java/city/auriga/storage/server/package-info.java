/**
 * The private PostgreSQL: finds the installed programs, makes a cluster in the data folder, runs it
 * as an unprivileged user, keeps it running and stops it. Knows neither Spring nor the schema.
 */
@NullMarked
package city.auriga.storage.server;

import org.jspecify.annotations.NullMarked;
