package city.auriga.core.subscription;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What a notification may be triggered by (5.2.12, notificationTrigger). */
public enum Trigger {
    ENTITY_CREATED("entityCreated"),
    ENTITY_UPDATED("entityUpdated"),
    ENTITY_DELETED("entityDeleted"),
    ATTRIBUTE_CREATED("attributeCreated"),
    ATTRIBUTE_UPDATED("attributeUpdated"),
    ATTRIBUTE_DELETED("attributeDeleted");

    /** What triggers where a subscription does not say. */
    static final Set<Trigger> DEFAULT = EnumSet.of(ATTRIBUTE_CREATED, ATTRIBUTE_UPDATED);

    private final String term;

    Trigger(String term) {
        this.term = term;
    }

    public String term() {
        return term;
    }

    static Optional<Trigger> find(String term) {
        return Arrays.stream(values()).filter(t -> t.term.equals(term)).findFirst();
    }
}
