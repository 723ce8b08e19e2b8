package city.auriga.iot.command;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Port: requests to devices that take commands over HTTP. */
public interface CommandClient {
    /**
     * What a device answered.
     *
     * @param body cut off if it is too long
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answer(int status, byte[] body) {}

    /**
     * Posts a command; blocks.
     *
     * @param timeout for the whole of the answer
     * @throws IOException if there is no answer, or nothing may be sent there
     */
    Answer post(URI endpoint, Map<String, String> headers, byte[] body, Duration timeout)
            throws IOException, InterruptedException;
}
