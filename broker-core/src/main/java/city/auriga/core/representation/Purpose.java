package city.auriga.core.representation;

/**
 * What a body is read for: it decides where the NGSI-LD Null may stand (5.5.4) and whether
 * instances must be whole.
 */
public enum Purpose {
    /** Create, append, replace: whole instances, no Null. */
    CREATE(true, false, false, false),
    /** Update Attributes (5.6.2): whole instances, Null for an instance. */
    UPDATE(true, true, false, false),
    /** Partial Attribute Update (5.6.4): any members, Null for a member. */
    PARTIAL(false, true, true, false),
    /** Merge (5.6.17): any members, Null anywhere. */
    MERGE(false, true, true, true);

    private final boolean wholeInstances;
    private final boolean nullInstances;
    private final boolean nullMembers;
    private final boolean nullInValues;

    Purpose(
            boolean wholeInstances,
            boolean nullInstances,
            boolean nullMembers,
            boolean nullInValues) {
        this.wholeInstances = wholeInstances;
        this.nullInstances = nullInstances;
        this.nullMembers = nullMembers;
        this.nullInValues = nullInValues;
    }

    /**
     * What the sub-attributes of such a body are read for. A partial update replaces them as a
     * whole or removes them (5.5.8); whole instances have whole ones.
     */
    Purpose ofSubAttributes() {
        return switch (this) {
            case CREATE, UPDATE -> CREATE;
            case PARTIAL -> UPDATE;
            case MERGE -> MERGE;
        };
    }

    boolean wholeInstances() {
        return wholeInstances;
    }

    boolean nullInstances() {
        return nullInstances;
    }

    boolean nullMembers() {
        return nullMembers;
    }

    boolean nullInValues() {
        return nullInValues;
    }
}
