package city.auriga.demo.simulation;

import java.util.List;

/** A street of Santander, as straight as this demo needs it. */
record Street(String name, Place from, Place to) {
    static final List<Street> ALL =
            List.of(
                    street("Paseo de Pereda", -3.8045, 43.4620, -3.7945, 43.4630),
                    street("Calle de Burgos", -3.8155, 43.4620, -3.8105, 43.4625),
                    street("Calle Castelar", -3.7985, 43.4633, -3.7905, 43.4643),
                    street("Calle Vargas", -3.8250, 43.4592, -3.8165, 43.4605),
                    street("Calle San Fernando", -3.8245, 43.4607, -3.8160, 43.4619),
                    street("Calle Daoíz y Velarde", -3.8060, 43.4630, -3.7990, 43.4637),
                    street("Calle del Sol", -3.8000, 43.4655, -3.7920, 43.4662),
                    street("Paseo del General Dávila", -3.8250, 43.4652, -3.7950, 43.4677),
                    street("Avenida de la Reina Victoria", -3.7900, 43.4650, -3.7745, 43.4702),
                    street("Avenida de los Castros", -3.8100, 43.4712, -3.7850, 43.4742),
                    street("Avenida de Cantabria", -3.8200, 43.4785, -3.7980, 43.4795),
                    street("Calle Marqués de la Hermida", -3.8300, 43.4547, -3.8180, 43.4575));

    /**
     * A place beside the street.
     *
     * @param along from 0, where it begins, to 1
     * @param aside in degrees to the north
     */
    Place at(double along, double aside) {
        return new Place(
                Sensor.rounded(between(from.longitude(), to.longitude(), along), 6),
                Sensor.rounded(between(from.latitude(), to.latitude(), along) + aside, 6));
    }

    private static Street street(
            String name, double fromEast, double fromNorth, double toEast, double toNorth) {
        return new Street(name, new Place(fromEast, fromNorth), new Place(toEast, toNorth));
    }

    private static double between(double from, double to, double share) {
        return from + (to - from) * share;
    }
}
