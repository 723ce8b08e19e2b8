package city.auriga.api.entity;

import city.auriga.api.binding.Reply;
import city.auriga.core.mutation.MutationResult;

/**
 * The answer to a change of Attributes: 204, or 207 with an UpdateResult if something was left
 * alone (5.2.18).
 */
final class UpdateReplies {
    private UpdateReplies() {}

    static Reply of(MutationResult result) {
        if (result.notUpdated().isEmpty()) {
            return Reply.noContent();
        }
        return Reply.json(
                207,
                out -> {
                    out.writeStartObject();
                    out.writeName("updated");
                    out.writeStartArray();
                    result.updated().forEach(out::writeString);
                    out.writeEndArray();
                    out.writeName("notUpdated");
                    out.writeStartArray();
                    for (var skipped : result.notUpdated()) {
                        out.writeStartObject();
                        out.writeStringProperty("attributeName", skipped.attributeName());
                        out.writeStringProperty("reason", skipped.reason());
                        out.writeEndObject();
                    }
                    out.writeEndArray();
                    out.writeEndObject();
                });
    }
}
