package city.auriga.api.context;

import city.auriga.api.egress.AddressKind;
import city.auriga.core.jsonld.ContextStore.Limit;
import city.auriga.core.problem.NgsiLdException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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
import tools.jackson.databind.JsonNode;

/**
 * Where @contexts come from, and how remote ones are fetched.
 *
 * @param timeout for all documents of one @context together, from the first look-up to the last
 *     byte
 * @param size the largest document, also of one that a client adds
 * @param totalSize of all documents that one @context is made of, together
 * @param imports how many documents one @context may be made of
 * @param loadings how many large @contexts are processed at the same time
 * @param redirects how many of them are followed for one document
 * @param cacheSize memory for processed @contexts and for documents, half of it each, by estimation
 * @param cacheInline the largest @context inside of a request that is kept after it
 * @param cacheTime how long a document is used whose server does not say
 * @param minCacheTime how long a document is used at least, whatever its server says
 * @param maxCacheTime how long a document is used at most, whatever its server says
 * @param stored how many @contexts a tenant may have on the broker, without those for replies
 * @param storedSize bytes of them together
 * @param replies how many @contexts a tenant may have on the broker that were made for replies;
 *     they may have a tenth of {@code storedSize} besides
 * @param replyTime how long those are kept unused
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
        @DefaultValue("2500KB") DataSize totalSize,
        @DefaultValue("64") int imports,
        @DefaultValue("16") int loadings,
        @DefaultValue("5") int redirects,
        @DefaultValue("32MB") DataSize cacheSize,
        @DefaultValue("64KB") DataSize cacheInline,
        @DefaultValue("1h") Duration cacheTime,
        @DefaultValue("10s") Duration minCacheTime,
        @DefaultValue("24h") Duration maxCacheTime,
        @DefaultValue("10000") int stored,
        @DefaultValue("100MB") DataSize storedSize,
        @DefaultValue("1000") int replies,
        @DefaultValue("24h") Duration replyTime,
        @Nullable List<String> addresses,
        @Nullable Path ca,
        @Nullable URI proxy,
        @DefaultValue({"localhost", "127.0.0.1", "[::1]"}) List<String> noProxy,
        @DefaultValue List<Path> pinned) {
    public ContextSettings {
        if (size.toBytes() < 1 || size.toBytes() > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException("size must lie between 1B and 1023MB");
        }
        if (totalSize.compareTo(size) < 0) {
            throw new IllegalArgumentException("total-size is less than size");
        }
        if (loadings < 1) {
            throw new IllegalArgumentException("loadings must be at least 1");
        }
        if (cacheSize.toBytes() / 2 < ContextContent.weightProcessed(totalSize.toBytes())) {
            throw new IllegalArgumentException(
                    "cache-size must have room for two @contexts of the total size, which needs "
                            + 2 * ContextContent.weightProcessed(totalSize.toBytes())
                            + "B");
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

    /** Bytes that the documents may have, and the processed @contexts. */
    long cacheHalf() {
        return cacheSize.toBytes() / 2;
    }

    /** What a tenant may keep. */
    Limit kept() {
        return new Limit(stored, storedSize.toBytes());
    }

    /** What may be kept for replies to a tenant. */
    Limit forReplies() {
        return new Limit(replies, storedSize.toBytes() / 10);
    }

    /**
     * Checks an @context of a client.
     *
     * @throws NgsiLdException BadRequestData if it is too large
     */
    void requireSize(JsonNode value, String member) {
        long bytes = value.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > size.toBytes()) {
            throw NgsiLdException.badData(
                    member,
                    "an @context may have at most "
                            + size.toBytes()
                            + " bytes, this one has "
                            + bytes);
        }
    }

    /** The time that a document is used, within the bounds. */
    Duration bounded(Duration time) {
        return time.compareTo(minCacheTime) < 0
                ? minCacheTime
                : time.compareTo(maxCacheTime) > 0 ? maxCacheTime : time;
    }
}
