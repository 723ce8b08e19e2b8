package city.auriga.iot.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON that is written as it comes, so that no memory need hold all of it. */
final class LongJson {
    private static final Logger LOG = LoggerFactory.getLogger(LongJson.class);

    /** What broke off must not look like a whole. */
    private static final JsonMapper MAPPER =
            JsonMapper.builder().disable(StreamWriteFeature.AUTO_CLOSE_CONTENT).build();

    private LongJson() {}

    /** Writes all of it. */
    interface Source<E extends Exception> {
        void write(JsonGenerator out) throws E;
    }

    /**
     * @param what it is, in words
     * @throws E of the source, or a RuntimeException of it if there is nothing at the client yet
     * @throws IOException if the client has gone, or has the beginning of what breaks off
     */
    static <E extends Exception> void write(
            HttpServletResponse response, String what, Source<E> source) throws IOException, E {
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        var out = MAPPER.createGenerator(response.getOutputStream());
        try {
            source.write(out);
        } catch (RuntimeException e) {
            if (response.isCommitted()) {
                LOG.warn("{} broke off: {}", what, e.getMessage());
                throw new IOException(what + " broke off", e);
            }
            response.resetBuffer();
            throw e;
        }
        out.close();
    }
}
