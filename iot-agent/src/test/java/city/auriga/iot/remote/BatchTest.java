package city.auriga.iot.remote;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.Spool.Kind;
import city.auriga.core.device.Spool.Row;
import city.auriga.core.device.Spool.Write;
import city.auriga.core.model.Tenant;
import java.util.ArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchTest {
    @ParameterizedTest
    @CsvSource({
        "a b c d,     3, false, a b c",
        "a a a b,     1, false, a a a",
        "a b a c b d, 9, true,  a b c d",
        "a b a c b d, 2, true,  a b",
        "a,           1, true,  a",
    })
    void takesAsMuchAsFits(String waiting, int most, boolean everyValue, String taken) {
        var rows = new ArrayList<Row>();
        Stream.of(waiting.split(" "))
                .forEach(id ->
                        rows.add(
                                new Row(
                                        rows.size(),
                                        new Write(Tenant.DEFAULT, id, Kind.NEWEST, "{}"))));
        var batch = Batch.of(rows, most, everyValue);
        assertThat(String.join(" ", batch.stream().map(row -> row.write().entity()).toList()))
                .isEqualTo(taken);
    }

    @Test
    void takesNoMoreThanAMegabyte() {
        var large = new Write(Tenant.DEFAULT, "urn:e", Kind.NEWEST, "x".repeat(500_000));
        var rows = IntStream.range(0, 3).mapToObj(n -> new Row(n, large)).toList();
        assertThat(Batch.of(rows, 10, false)).hasSize(1);
    }
}
