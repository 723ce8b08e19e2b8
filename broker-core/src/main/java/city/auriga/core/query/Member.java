package city.auriga.core.query;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The members of an Entity or Attribute that are not Attributes themselves, so that a path ends
 * with them (4.9).
 */
public enum Member {
    ID("id", "@id", true),
    TYPE("type", "@type", true),
    SCOPE("scope", "https://uri.etsi.org/ngsi-ld/scope", true),
    CREATED_AT("createdAt", "https://uri.etsi.org/ngsi-ld/createdAt", true),
    MODIFIED_AT("modifiedAt", "https://uri.etsi.org/ngsi-ld/modifiedAt", true),
    DELETED_AT("deletedAt", "https://uri.etsi.org/ngsi-ld/deletedAt", true),
    EXPIRES_AT("expiresAt", "https://uri.etsi.org/ngsi-ld/expiresAt", true),
    OBSERVED_AT("observedAt", "https://uri.etsi.org/ngsi-ld/observedAt", false),
    UNIT_CODE("unitCode", "https://uri.etsi.org/ngsi-ld/unitCode", false),
    DATASET_ID("datasetId", "https://uri.etsi.org/ngsi-ld/datasetId", false),
    INSTANCE_ID("instanceId", "https://uri.etsi.org/ngsi-ld/instanceId", false),
    OBJECT_TYPE("objectType", "https://uri.etsi.org/ngsi-ld/hasObjectType", false),
    VALUE_TYPE("valueType", "https://uri.etsi.org/ngsi-ld/hasValueType", false);

    private static final Map<String, Member> BY_NAME =
            Arrays.stream(values())
                    .flatMap(m -> Stream.of(Map.entry(m.term, m), Map.entry(m.iri, m)))
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private final String term;
    private final String iri;
    private final boolean system;

    Member(String term, String iri, boolean system) {
        this.term = term;
        this.iri = iri;
        this.system = system;
    }

    /** The member of this term or IRI. */
    public static Optional<Member> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Whether a name is one that every Entity may have, so that it does not narrow a query. */
    static boolean isSystem(String name) {
        return find(name).filter(Member::onEntity).isPresent();
    }

    public String term() {
        return term;
    }

    /** Whether an Entity has it, not only an Attribute. */
    public boolean onEntity() {
        return system;
    }

    /** Whether an Attribute has it. */
    public boolean onAttribute() {
        return this != ID && this != TYPE && this != SCOPE;
    }
}
