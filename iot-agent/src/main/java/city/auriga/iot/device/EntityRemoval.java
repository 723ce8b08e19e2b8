package city.auriga.iot.device;

import city.auriga.core.entity.MutationWriter;
import city.auriga.core.model.EntityId;
import city.auriga.core.mutation.DeleteEntity;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Deletes the entity of a device that is about to go. */
public final class EntityRemoval {
    private static final int PATIENCE_SECONDS = 30;

    private final DeviceProvisioning devices;
    private final EntityDevices entities;
    private final MutationWriter writer;
    private final InstantSource clock;

    public EntityRemoval(
            DeviceProvisioning devices,
            EntityDevices entities,
            MutationWriter writer,
            InstantSource clock) {
        this.devices = devices;
        this.entities = entities;
        this.writer = writer;
        this.clock = clock;
    }

    /** Deletes it, if there is one. */
    public void remove(Place place, String id, Optional<String> apikey)
            throws InterruptedException {
        var profile = entities.sender(devices.find(place, id, apikey)).profile();
        var entity = EntityId.parse(profile.entity().id(), "entity_name");
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        try {
            writer.write(place.tenant(), entity, new DeleteEntity(entity), now)
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof NgsiLdException problem)) {
                throw new IllegalStateException(e.getCause());
            }
            if (problem.problem() != Problem.RESOURCE_NOT_FOUND) {
                throw problem;
            }
        } catch (TimeoutException e) {
            throw new NgsiLdException(
                    Problem.SERVICE_UNAVAILABLE, "the entity could not be deleted in time");
        }
    }
}
