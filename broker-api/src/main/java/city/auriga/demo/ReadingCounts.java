package city.auriga.demo;

/** How many readings the broker has committed and refused since it was started. */
record ReadingCounts(long committed, long refused) {

    /** Reads the text format of Prometheus. */
    static ReadingCounts parse(String metrics) {
        return new ReadingCounts(
                sum(metrics, "auriga_iot_readings_committed_total"),
                sum(metrics, "auriga_iot_readings_refused_total"));
    }

    ReadingCounts since(ReadingCounts before) {
        return new ReadingCounts(committed - before.committed, refused - before.refused);
    }

    private static long sum(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToLong(line ->
                        (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
