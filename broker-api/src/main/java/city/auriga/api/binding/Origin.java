package city.auriga.api.binding;

/**
 * This broker, as a client reaches it.
 *
 * @param url scheme, host and port, without a path unless the configured public URL has one
 * @param authority host and port that the client asked for; empty if there is no client
 * @param port that the client came in by
 */
public record Origin(String url, String authority, int port) {
    /** The URL of a resource of the NGSI-LD API. */
    public String of(String path) {
        return url + path;
    }
}
