package city.auriga.iot.mapping;

import java.util.List;

/** In which order devices write the numbers of a position, where it is no GeoJSON. */
public enum Axes {
    LONGITUDE_FIRST,
    LATITUDE_FIRST;

    /** The numbers in the order of GeoJSON. */
    <T> List<T> ordered(List<T> position) {
        if (this == LONGITUDE_FIRST || position.size() < 2) {
            return position;
        }
        return position.size() == 2
                ? List.of(position.get(1), position.get(0))
                : List.of(position.get(1), position.get(0), position.get(2));
    }
}
