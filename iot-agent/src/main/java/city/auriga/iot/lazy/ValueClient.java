package city.auriga.iot.lazy;

import city.auriga.iot.command.CommandClient.Answer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Port: requests to devices that are asked for values over HTTP. */
public interface ValueClient {
    /**
     * Asks for a value; blocks.
     *
     * @param timeout for the whole of the answer
     * @throws IOException if there is no answer, or nothing may be sent there
     */
    Answer get(URI value, Map<String, String> headers, Duration timeout)
            throws IOException, InterruptedException;
}
