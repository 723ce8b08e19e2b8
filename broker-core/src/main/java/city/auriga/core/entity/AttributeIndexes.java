package city.auriga.core.entity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Port: the Attributes by whose values entities are found through an index, for operators. An index
 * changes no answer, only how long it takes.
 */
public interface AttributeIndexes {
    /** All that are declared, in the order of their declaration. */
    List<Index> list();

    Optional<Index> find(String name);

    /**
     * Declares an Attribute as indexed, in all tenants. The index is made later.
     *
     * @param attribute expanded
     * @throws city.auriga.core.problem.NgsiLdException AlreadyExists if it is declared; Conflict if
     *     there are as many as there may be
     */
    Index declare(String attribute);

    /**
     * Takes a declaration back. The index is dropped later.
     *
     * @return whether it was there
     */
    boolean remove(String name);

    /**
     * A declaration.
     *
     * @param name made by the broker
     * @param attribute expanded
     * @param reason why it failed; null if it did not
     */
    record Index(
            String name,
            String attribute,
            State state,
            @Nullable String reason,
            Instant declaredAt) {}

    /** How far an index is. */
    enum State {
        BUILDING,
        VALID,
        FAILED,
        REMOVING
    }
}
