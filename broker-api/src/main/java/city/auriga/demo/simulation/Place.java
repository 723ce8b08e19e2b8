package city.auriga.demo.simulation;

/** A position in degrees, WGS 84. */
public record Place(double longitude, double latitude) {}
