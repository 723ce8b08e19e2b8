package city.auriga.demo.simulation;

import tools.jackson.databind.node.ObjectNode;

/**
 * What one device measured.
 *
 * @param values by object id
 */
public record Reading(Device device, Moment moment, ObjectNode values) {}
