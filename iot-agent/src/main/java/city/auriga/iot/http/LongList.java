package city.auriga.iot.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object with {@code count} and an array of documents, each written as it comes.
 *
 * @param member that holds the documents
 * @param count how many there are in all
 */
record LongList(String member, long count) {
    /**
     * @param source gives the documents to its taker
     * @throws RuntimeException as {@link LongJson#write}
     */
    void write(HttpServletResponse response, Consumer<Consumer<ObjectNode>> source)
            throws IOException {
        LongJson.write(
                response,
                "a list of " + member,
                out -> {
                    out.writeStartObject();
                    out.writeNumberProperty("count", count);
                    out.writeName(member);
                    out.writeStartArray();
                    source.accept(document -> out.writeTree(document));
                    out.writeEndArray();
                    out.writeEndObject();
                });
    }
}
