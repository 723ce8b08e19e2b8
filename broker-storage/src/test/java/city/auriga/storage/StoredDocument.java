package city.auriga.storage;

import city.auriga.core.model.Entity;
import city.auriga.storage.entity.StoredAttributes;
import java.io.StringWriter;

/** The document of an Entity, as its row should hold it. */
public final class StoredDocument {
    private StoredDocument() {}

    public static String of(Entity entity) {
        var text = new StringWriter();
        try (var out = StoredAttributes.JSON.createGenerator(text)) {
            StoredAttributes.write(out, entity.attributes(), entity.createdAt());
        }
        return text.toString();
    }
}
