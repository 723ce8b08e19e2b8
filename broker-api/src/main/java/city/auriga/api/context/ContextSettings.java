package city.auriga.api.context;

import city.auriga.api.egress.AddressKind;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where @contexts come from, and how remote ones are fetched.
 *
 * @param timeout for all documents of one @context together, from the first look-up to the last
 *     byte
 * @param size the largest document, also of one that a client adds
 * @param imports how many documents one @context may be made of
 * @param redirects how many of them are followed for one document
 * @param cache how many processed @contexts are kept, and how many documents
 * @param cacheTime how long a document is used whose server does not say
 * @param minCacheTime how long a document is used at least, whatever its server says
 * @param maxCacheTime how long a document is used at most, whatever its server says
 * @param stored how many @contexts a tenant may have on the broker
 * @param addresses kinds of addresses that documents may be fetched from; absent: public and
 *     loopback, and private ones if nobody but this machine can reach Auriga
 * @param ca PEM file with certificates to trust besides the usual ones
 * @param proxy http URL of the proxy to fetch by
 * @param noProxy hosts to reach without the proxy: names, suffixes that begin with a dot, or *
 * @param pinned index files of local copies, or folders with an {@code index.json}
 */
@ConfigurationProperties("auriga.context")
public record ContextSettings(
        @DefaultValue("5s") Duration timeout,
        @DefaultValue("2MB") DataSize size,
        @DefaultValue("64") int imports,
        @DefaultValue("5") int redirects,
        @DefaultValue("1000") int cache,
        @DefaultValue("1h") Duration cacheTime,
        @DefaultValue("10s") Duration minCacheTime,
        @DefaultValue("24h") Duration maxCacheTime,
        @DefaultValue("10000") int stored,
        @Nullable List<String> addresses,
        @Nullable Path ca,
        @Nullable URI proxy,
        @DefaultValue({"localhost", "127.0.0.1", "[::1]"}) List<String> noProxy,
        @DefaultValue List<Path> pinned) {
    public ContextSettings {
        if (size.toBytes() < 1 || size.toBytes() > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException("size must lie between 1B and 1023MB");
        }
        if (addresses != null) {
            addresses.forEach(AddressKind::require);
        }
        if (minCacheTime.compareTo(maxCacheTime) > 0) {
            throw new IllegalArgumentException("min-cache-time is longer than max-cache-time");
        }
        if (proxy != null
                && (!"http".equals(proxy.getScheme())
                        || proxy.getHost() == null
                        || proxy.getUserInfo() != null)) {
            throw new IllegalArgumentException("proxy must look like http://host:port");
        }
    }

    /**
     * The kinds of addresses that documents may be fetched from.
     *
     * @param localOnly whether nobody but this machine can reach Auriga
     */
    Set<AddressKind> allowed(boolean localOnly) {
        if (addresses != null) {
            return addresses.stream().map(AddressKind::require).collect(Collectors.toSet());
        }
        return localOnly
                ? EnumSet.of(AddressKind.PUBLIC, AddressKind.LOOPBACK, AddressKind.PRIVATE)
                : EnumSet.of(AddressKind.PUBLIC, AddressKind.LOOPBACK);
    }

    /** The time that a document is used, within the bounds. */
    Duration bounded(Duration time) {
        return time.compareTo(minCacheTime) < 0
                ? minCacheTime
                : time.compareTo(maxCacheTime) > 0 ? maxCacheTime : time;
    }
}
