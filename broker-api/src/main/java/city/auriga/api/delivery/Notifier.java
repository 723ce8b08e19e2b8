package city.auriga.api.delivery;

import java.io.IOException;
import java.time.Duration;

/** How messages reach endpoints of some schemes. */
interface Notifier {
    /** Whether it is this one for endpoints of a scheme. */
    boolean serves(String scheme);

    /**
     * Sends a message once, to an address that has been found allowed.
     *
     * @param timeout for all of it
     * @throws IOException if the receiver cannot be reached, or does not answer in time
     */
    Outcome send(Message message, Duration timeout) throws IOException, InterruptedException;
}
