package city.auriga.api.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.Spool.Size;
import city.auriga.core.model.Tenant;
import city.auriga.iot.remote.SpoolForwarder.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

class SpoolHealthTest {
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final Set<Tenant> FULL = Set.of(new Tenant("port"), new Tenant("city"));

    @Test
    void isUpWhileNothingWaits() {
        var health = SpoolHealth.health(new State(false, Size.NOTHING, 100, 0, null), NOW);
        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails())
                .isEqualTo(Map.of("rows", 0L, "capacity", 100L, "forwards", false));
    }

    @Test
    void tellsWhoIsFullAndStaysUpForTheOthers() {
        var size = new Size(80, NOW.minusSeconds(7), FULL, false);
        var health = SpoolHealth.health(new State(true, size, 100, 3, "away"), NOW);
        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails())
                .containsEntry("full", List.of("city", "port"))
                .containsEntry("pausedEntities", 3)
                .containsEntry("oldestSeconds", 7L)
                .containsEntry("reason", "away");
    }

    @Test
    void isDownWhenNobodysReadingsAreTaken() {
        var size = new Size(100, NOW, FULL, true);
        var health = SpoolHealth.health(new State(true, size, 100, 0, "away"), NOW);
        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails()).containsEntry("full", List.of("city", "port"));
    }
}
