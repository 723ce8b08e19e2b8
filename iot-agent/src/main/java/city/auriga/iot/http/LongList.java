package city.auriga.iot.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object with {@code count} and an array of documents, each written as it comes, so that no
 * memory need hold them all.
 *
 * @param member that holds the documents
 * @param count how many there are in all
 */
record LongList(String member, long count) {
    private static final Logger LOG = LoggerFactory.getLogger(LongList.class);

    /** A list that broke off must not look like a whole one, nor each document be a packet. */
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
                    .disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
                    .build();

    /**
     * @param source gives the documents to its taker
     * @throws RuntimeException of the source, if there is nothing of the list at the client yet
     * @throws IOException if the client has gone, or has the beginning of a list that breaks off
     */
    void write(HttpServletResponse response, Consumer<Consumer<ObjectNode>> source)
            throws IOException {
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        var out = MAPPER.createGenerator(response.getOutputStream());
        try {
            begin(out);
            source.accept(document -> MAPPER.writeTree(out, document));
            out.writeEndArray();
            out.writeEndObject();
        } catch (RuntimeException e) {
            if (response.isCommitted()) {
                LOG.warn("a list of {} broke off: {}", member, e.getMessage());
                throw new IOException("a list broke off", e);
            }
            response.resetBuffer();
            throw e;
        }
        out.close();
    }

    private void begin(JsonGenerator out) {
        out.writeStartObject();
        out.writeNumberProperty("count", count);
        out.writeName(member);
        out.writeStartArray();
    }
}
