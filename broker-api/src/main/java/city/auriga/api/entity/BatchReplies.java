package city.auriga.api.entity;

import city.auriga.api.binding.Reply;
import city.auriga.api.problem.ProblemDetails;
import city.auriga.core.entity.BatchResult;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** The answers to batch operations (6.14.3.1, 6.15.3.1). */
final class BatchReplies {
    private BatchReplies() {}

    static Reply created(List<String> ids) {
        return Reply.json(201, out -> writeIds(out, ids));
    }

    static Reply multiStatus(BatchResult result) {
        return Reply.json(
                207,
                out -> {
                    out.writeStartObject();
                    out.writeName("success");
                    writeIds(out, result.success());
                    out.writeName("errors");
                    out.writeStartArray();
                    for (var failure : result.errors()) {
                        out.writeStartObject();
                        out.writeStringProperty("entityId", failure.entityId());
                        out.writeName("error");
                        ProblemDetails.write(out, failure.error());
                        out.writeEndObject();
                    }
                    out.writeEndArray();
                    out.writeEndObject();
                });
    }

    private static void writeIds(JsonGenerator out, List<String> ids) {
        out.writeStartArray();
        ids.forEach(out::writeString);
        out.writeEndArray();
    }
}
