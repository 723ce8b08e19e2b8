package city.auriga.core.model;

/**
 * The id of an Entity: an absolute URI (4.5.1).
 *
 * @param value the URI, unchanged
 */
public record EntityId(String value) implements Comparable<EntityId> {
    /**
     * @param member where the id stands, for the error
     * @throws city.auriga.core.problem.NgsiLdException BadRequestData if it is not an absolute URI
     */
    public static EntityId parse(String text, String member) {
        return new EntityId(Uri.require(text, member));
    }

    @Override
    public int compareTo(EntityId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
