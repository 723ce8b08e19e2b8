package city.auriga.core.discovery;

import city.auriga.core.model.Tenant;
import java.time.Instant;

/** Port: what a tenant holds, exact at an instant. Nothing that has expired by then counts. */
public interface Discovery {
    /**
     * @throws city.auriga.core.problem.NgsiLdException TooManyResults if it is more than one answer
     *     may hold
     */
    Inventory find(Tenant tenant, Selection selection, Instant now);

    /** What is asked about; the inventory may hold no more than that. */
    sealed interface Selection {
        /** All types with all Attributes. */
        record Everything() implements Selection {}

        /** The types, without their Attributes. */
        record Types() implements Selection {}

        /**
         * One type with its Attributes.
         *
         * @param name expanded
         */
        record OfType(String name) implements Selection {}

        /**
         * One Attribute with the types that have it.
         *
         * @param name expanded
         */
        record OfAttribute(String name) implements Selection {}
    }
}
