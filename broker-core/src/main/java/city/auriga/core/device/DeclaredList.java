package city.auriga.core.device;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** What groups and devices declare, by which their Entities are known in advance. */
public enum DeclaredList {
    COMMANDS,
    /** Attributes that are read on demand. */
    LAZY,
    /** Attributes whose changes the device is told of. */
    REVERSE;

    /** Of the document, where it may be. */
    public List<String> members() {
        return switch (this) {
            case COMMANDS -> List.of("commands");
            case LAZY -> List.of("lazy");
            case REVERSE -> List.of("attributes", "lazy");
        };
    }

    /** Whether a document declares it. */
    public boolean isIn(JsonNode document) {
        return switch (this) {
            case COMMANDS, LAZY -> members().stream().anyMatch(document::has);
            case REVERSE ->
                    members().stream()
                            .flatMap(member -> document.path(member).valueStream())
                            .anyMatch(attribute -> attribute.has("reverse"));
        };
    }
}
