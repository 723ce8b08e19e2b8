package city.auriga.core.model;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The Attribute types (4.5.2, 4.5.3, 4.5.18 to 4.5.25) with the member that holds their value. */
public enum AttributeType {
    PROPERTY("Property", "value", "previousValue"),
    GEO_PROPERTY("GeoProperty", "value", "previousValue"),
    LANGUAGE_PROPERTY("LanguageProperty", "languageMap", "previousLanguageMap"),
    VOCAB_PROPERTY("VocabProperty", "vocab", "previousVocab"),
    JSON_PROPERTY("JsonProperty", "json", "previousJson"),
    LIST_PROPERTY("ListProperty", "valueList", "previousValueList"),
    RELATIONSHIP("Relationship", "object", "previousObject"),
    LIST_RELATIONSHIP("ListRelationship", "objectList", "previousObjectList");

    private static final Map<String, AttributeType> BY_TERM =
            Arrays.stream(values())
                    .collect(
                            Collectors.toUnmodifiableMap(AttributeType::term, Function.identity()));

    private final String term;
    private final String valueMember;
    private final String previousMember;

    AttributeType(String term, String valueMember, String previousMember) {
        this.term = term;
        this.valueMember = valueMember;
        this.previousMember = previousMember;
    }

    public static Optional<AttributeType> find(String term) {
        return Optional.ofNullable(BY_TERM.get(term));
    }

    /** The {@code type} member of such an Attribute. */
    public String term() {
        return term;
    }

    /** The member that holds the value, e.g. {@code object}. */
    public String valueMember() {
        return valueMember;
    }

    /** The member that shows the value before a change (5.2.14, showChanges). */
    public String previousMember() {
        return previousMember;
    }
}
