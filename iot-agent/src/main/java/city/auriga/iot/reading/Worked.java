package city.auriga.iot.reading;

import city.auriga.core.model.Tenant;

/**
 * What became of a reading.
 *
 * @param tenant the default tenant if it is not known
 */
record Worked(Tenant tenant, ReadingOutcome outcome) {}
