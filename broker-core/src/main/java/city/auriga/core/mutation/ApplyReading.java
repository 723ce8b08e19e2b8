package city.auriga.core.mutation;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.EntityFragment;
import city.auriga.core.representation.InstanceFragment;
import city.auriga.core.representation.InstanceFragment.Put;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a device has measured: creates what is missing, else writes, or removes, each instance that
 * was not observed before the one that is there. A reading that comes twice changes nothing. Scopes
 * are those of the creation.
 *
 * @param late what becomes of instances that were observed before
 * @param most how many Attributes the Entity may come to have by readings, and how many instances
 *     each of them
 * @param held whether somebody has held it back for a time that nobody knows, as MQTT brokers do:
 *     what has no other time than that of its arrival, and says what is there already, is no news
 * @param origin the device, if it must not be told of what it says itself; else null
 * @param thinnings of Attributes of which not every value is written, by expanded name
 */
public record ApplyReading(
        EntityId id,
        EntityFragment entity,
        Late late,
        int most,
        boolean held,
        @Nullable String origin,
        Map<String, Thinning> thinnings)
        implements Mutation {
    public ApplyReading {
        thinnings = Map.copyOf(thinnings);
    }

    /** One that has just been measured. */
    public ApplyReading(EntityId id, EntityFragment entity, Late late, int most) {
        this(id, entity, late, most, false, null, Map.of());
    }

    /** What becomes of an instance that is older than the one that is there. */
    public enum Late {
        /** Only the history gets it. */
        TO_HISTORY,
        OVERWRITE,
        DROP
    }

    @Override
    public Outcome apply(@Nullable Entity current, Instant now) {
        if (current == null && entity.removesOnly()) {
            return new Outcome(null, List.of(), false, false, MutationResult.UPDATED);
        }
        if (current == null) {
            requireFew();
            return new CreateEntity(id, entity).apply(null, now);
        }
        var draft = new Draft(current, now);
        entity.attributes()
                .forEach((name, instances) ->
                        instances.forEach(instance -> {
                            if (instance instanceof Put && isTooMuch(draft, name, instance)) {
                                draft.noteSkipped(
                                        name,
                                        "the Entity has "
                                                + most
                                                + " Attributes already, or as many of this one");
                            } else {
                                write(draft, name, instance);
                            }
                        }));
        draft.addTypes(entity.types());
        return draft.finish(false);
    }

    private void requireFew() {
        var written =
                entity.attributes().values().stream()
                        .map(all -> all.stream().filter(Put.class::isInstance).count())
                        .filter(instances -> instances > 0)
                        .toList();
        if (written.size() > most || written.stream().anyMatch(instances -> instances > most)) {
            throw NgsiLdException.badData(
                    "$", "the Entity would have more than " + most + " Attributes or instances");
        }
    }

    /** Instances that others write, such as those of commands, leave room for Attributes. */
    private boolean isTooMuch(Draft draft, String name, InstanceFragment added) {
        var instances = draft.instances(name);
        int there = instances.isEmpty() ? draft.names().size() : instances.size();
        return there >= most && draft.find(name, added.datasetId()).isEmpty();
    }

    private void write(Draft draft, String name, InstanceFragment instance) {
        switch (instance) {
            case InstanceFragment.Drop(var datasetId, var observedAt) ->
                    drop(draft, name, datasetId, observedAt);
            case Put(var attribute, _) -> write(draft, name, attribute.toAttribute(draft.now()));
        }
    }

    private void drop(
            Draft draft, String name, @Nullable String datasetId, @Nullable Instant observedAt) {
        var shown = draft.find(name, datasetId).orElse(null);
        if (shown != null
                && (late == Late.OVERWRITE || compare(observedAt, shown.observedAt()) >= 0)) {
            draft.drop(name, datasetId);
        }
    }

    private void write(Draft draft, String name, Attribute measured) {
        var shown = draft.find(name, measured.datasetId()).orElse(null);
        if (held && shown != null && isNoNews(measured, shown, draft.now())) {
            return;
        }
        var thinning = thinnings.get(name);
        if (thinning != null && shown != null && !thinning.isNews(measured, shown, draft.now())) {
            draft.noteThinned();
            return;
        }
        int order = shown == null ? 1 : compare(measured.observedAt(), shown.observedAt());
        if (order > 0 || (order < 0 && late == Late.OVERWRITE)) {
            draft.put(name, measured);
        } else if (order < 0) {
            if (late == Late.TO_HISTORY) {
                draft.record(name, measured);
            }
        } else if (shown != null && !shown.saysTheSameAs(measured)) {
            draft.put(name, measured);
        }
    }

    private static boolean isNoNews(Attribute measured, Attribute shown, Instant arrival) {
        var time = measured.observedAt();
        return (time == null || time.equals(arrival))
                && measured.withObservedAt(shown.observedAt()).saysTheSameAs(shown);
    }

    /** Without both times the one that comes later is the newer one. */
    private static int compare(@Nullable Instant measured, @Nullable Instant shown) {
        return measured == null || shown == null ? 1 : measured.compareTo(shown);
    }
}
