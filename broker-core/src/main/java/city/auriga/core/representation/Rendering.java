package city.auriga.core.representation;

import city.auriga.core.jsonld.Context;
import city.auriga.core.query.Projection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How entities are to be written for one reader.
 *
 * @param context compacts the names
 * @param sysAttrs whether createdAt, modifiedAt and expiresAt are shown
 * @param projection which members are shown (4.21)
 * @param datasetIds the instances to show, {@code @none} for the default ones; empty means all
 * @param lang null shows all languages
 * @param contextInBody whether each Entity carries its {@code @context}
 */
public record Rendering(
        Context context,
        Format format,
        boolean sysAttrs,
        Projection projection,
        Set<String> datasetIds,
        @Nullable LanguageFilter lang,
        boolean contextInBody) {
    public Rendering {
        datasetIds = Set.copyOf(datasetIds);
    }

    /** Everything, normalized, for a reader with this context. */
    public static Rendering normalized(Context context) {
        return new Rendering(
                context, Format.NORMALIZED, false, Projection.ALL, Set.of(), null, false);
    }

    /** For Entities that were filtered already. */
    public Rendering withAllDatasets() {
        return new Rendering(context, format, sysAttrs, projection, Set.of(), lang, contextInBody);
    }

    public Rendering withContextInBody(boolean inBody) {
        return new Rendering(context, format, sysAttrs, projection, datasetIds, lang, inBody);
    }
}
