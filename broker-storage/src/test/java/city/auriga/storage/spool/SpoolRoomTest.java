package city.auriga.storage.spool;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.model.Tenant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpoolRoomTest {
    private static final Tenant A = new Tenant("a");
    private static final Tenant B = new Tenant("b");
    private static final Tenant C = new Tenant("c");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    nothing is there             | 80  | 0  | 0  | 0  | ''    | false
                    one alone has its share      | 80  | 79 | 0  | 0  | ''    | false
                    and no more                  | 80  | 80 | 0  | 0  | a     | false
                    another one has the rest     | 80  | 80 | 15 | 0  | a     | false
                    of which it leaves a part    | 80  | 80 | 16 | 0  | a,b   | false
                    a third one has place still  | 80  | 45 | 45 | 7  | a,b   | false
                    all are full                 | 50  | 25 | 25 | 25 | a,b,c | true
                    one may have all             | 100 | 99 | 0  | 0  | ''    | false
                    then nobody else has a place | 100 | 99 | 1  | 0  | a,b,c | true
                    there is too much            | 80  | 99 | 99 | 0  | a,b,c | true
                    """)
    void leavesPlaceForOthers(
            String why, int share, long a, long b, long c, String full, boolean closed) {
        var room = new SpoolRoom(100, share);
        room.counted(Map.of(A, a, B, b, C, c));
        assertThat(
                        Stream.of(A, B, C)
                                .filter(room::isFull)
                                .map(Tenant::name)
                                .collect(Collectors.joining(",")))
                .as(why)
                .isEqualTo(full);
        assertThat(room.full()).hasSize(full.isEmpty() ? 0 : full.split(",").length);
        assertThat(room.isClosed()).as(why).isEqualTo(closed);
        assertThat(room.rows()).isEqualTo(a + b + c);
    }

    @Test
    void knowsWhatCameAndWentWithoutACount() {
        var room = new SpoolRoom(10, 80);
        room.added(A, 9);
        assertThat(room.isFull(A)).isTrue();
        room.removed(A, 8);
        assertThat(room.isFull(A)).isFalse();
        assertThat(room.rows()).isEqualTo(1);
        room.removed(A, 5);
        assertThat(room.rows()).as("others had added some").isZero();
    }

    @Test
    void whatChangesWhileItIsCountedIsNotLost() {
        var room = new SpoolRoom(10, 80);
        room.added(B, 3);
        room.count();
        room.added(A, 2);
        room.removed(B, 1);
        room.counted(Map.of(B, 3L));
        assertThat(room.rows()).isEqualTo(4);
        room.count();
        room.counted(Map.of(A, 2L, B, 2L));
        assertThat(room.rows()).isEqualTo(4);
    }

    @Test
    void whoHasNothingLeftHasPlaceWithoutACount() {
        var room = new SpoolRoom(10, 80);
        room.counted(Map.of(A, 8L, B, 1L));
        assertThat(room.isFull(A)).isTrue();
        room.count();
        room.added(B, 1);
        room.added(C, 1);
        room.onlyOf(Set.of(B));
        assertThat(room.isFull(A)).isFalse();
        assertThat(room.rows()).isEqualTo(3);
    }

    @Test
    void whoHasNothingThereIsKnownAllTheSame() {
        var room = new SpoolRoom(10, 80);
        room.added(B, 1);
        room.count();
        room.counted(Map.of(A, 9L));
        assertThat(room.full()).containsExactly(A);
        assertThat(room.isClosed()).as("b has place").isFalse();
    }
}
