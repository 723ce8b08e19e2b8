package city.auriga.core.mutation;

import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.representation.DocumentArbitraries;
import city.auriga.core.representation.EntityFragment;
import city.auriga.core.representation.EntityReader;
import city.auriga.core.representation.InstanceFragment;
import city.auriga.core.representation.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import tools.jackson.databind.node.ObjectNode;

/** Random mutations, and the Entities that they work on. */
public final class MutationArbitraries {
    public static final EntityId ID = new EntityId(DocumentArbitraries.ID);

    /** When the stored Entities were last changed. */
    static final Instant THEN = Instant.parse("2026-05-01T00:00:00Z");

    /** When the mutations take place. */
    static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private MutationArbitraries() {}

    static EntityFragment read(ObjectNode document, Purpose purpose) {
        return new EntityReader(ContextParser.core(), purpose).fragment(document);
    }

    /** Whole Entities as requests give them. */
    static Arbitrary<EntityFragment> entities() {
        return DocumentArbitraries.entities().map(document -> read(document, Purpose.CREATE));
    }

    /** Entities that were created and merged some time ago. */
    static Arbitrary<Entity> stored() {
        return entities()
                .map(fragment -> {
                    var created = THEN.minus(Duration.ofDays(1));
                    var entity = new CreateEntity(ID, fragment).apply(null, created).entity();
                    return new MergeEntity(ID, fragment, null).apply(entity, THEN).entity();
                });
    }

    public static Arbitrary<Mutation> mutations() {
        return Arbitraries.oneOf(
                repeatable(),
                entities().map(e -> new CreateEntity(ID, e)),
                Arbitraries.just(new DeleteEntity(ID)),
                ofAttributes());
    }

    /** Those that have the same effect twice as once. */
    static Arbitrary<Mutation> repeatable() {
        return Arbitraries.oneOf(
                entities().map(e -> new ReplaceEntity(ID, e)),
                entities().map(e -> new UpdateAttributes(ID, e)),
                entities().map(e -> new AppendAttributes(ID, e, true)),
                entities().map(e -> new AppendAttributes(ID, e, false)),
                entities().map(e -> new UpsertEntity(ID, e, true)),
                entities().map(e -> new UpsertEntity(ID, e, false)),
                DocumentArbitraries.mergePatches()
                        .map(patch -> new MergeEntity(ID, read(patch, Purpose.MERGE), null)),
                purges());
    }

    private static Arbitrary<Mutation> purges() {
        return Arbitraries.of("a", "b", "größe")
                .set()
                .map(names ->
                        new PurgeAttributes(
                                ID,
                                names.stream()
                                        .map(ContextParser.core()::expand)
                                        .collect(Collectors.toSet()),
                                names.size() % 2 == 0));
    }

    private static Arbitrary<Mutation> ofAttributes() {
        return entities().map(MutationArbitraries::ofAttributes).flatMap(Arbitraries::of);
    }

    private static List<Mutation> ofAttributes(EntityFragment fragment) {
        var all = new ArrayList<Mutation>(List.of(new DeleteAttribute(ID, "urn:none", null, true)));
        fragment.attributes()
                .forEach((name, instances) -> {
                    for (var instance : instances) {
                        all.add(new PartialUpdate(ID, name, instance));
                        all.add(new DeleteAttribute(ID, name, instance.datasetId(), false));
                        if (instance instanceof InstanceFragment.Put(var attribute, _)) {
                            all.add(new ReplaceAttribute(ID, name, attribute));
                        }
                    }
                });
        return all;
    }
}
