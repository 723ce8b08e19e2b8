package city.auriga.api.egress;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What an IP address can lead to: a client of the broker must not choose freely among them. */
public enum AddressKind {
    PUBLIC,
    LOOPBACK,
    /** RFC 1918, RFC 4193 and RFC 6598. */
    PRIVATE,
    /** Among them where clouds answer with their credentials. */
    LINK_LOCAL;

    /** The kind of an address; empty if nothing is ever to be fetched from it. */
    public static Optional<AddressKind> of(InetAddress address) {
        var embedded = embedded(address.getAddress());
        if (embedded.isPresent()) {
            return of(embedded.get());
        }
        if (address.isAnyLocalAddress() || address.isMulticastAddress() || isReserved(address)) {
            return Optional.empty();
        }
        return Optional.of(
                address.isLoopbackAddress()
                        ? LOOPBACK
                        : address.isLinkLocalAddress()
                                ? LINK_LOCAL
                                : isPrivate(address) ? PRIVATE : PUBLIC);
    }

    /** The kind of this name in the setting. */
    public static AddressKind require(String term) {
        return Arrays.stream(values())
                .filter(kind -> kind.term().equals(term))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "addresses are public, loopback, private or link-local, not '"
                                        + term
                                        + "'"));
    }

    /** The kinds of a setting. */
    public static Set<AddressKind> require(List<String> terms) {
        return terms.stream().map(AddressKind::require).collect(Collectors.toSet());
    }

    /** As it is written in the setting. */
    public String term() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The IPv4 address that one of IPv6 leads to: NAT64 (RFC 6052), 6to4 (RFC 3056), Teredo. */
    private static Optional<InetAddress> embedded(byte[] address) {
        if (address.length != Inet6.LENGTH) {
            return Optional.empty();
        }
        if (startsWith(address, Inet6.NAT64)) {
            return Optional.of(inet4(address, 12, 0));
        }
        if (startsWith(address, Inet6.SIX_TO_FOUR)) {
            return Optional.of(inet4(address, 2, 0));
        }
        return startsWith(address, Inet6.TEREDO)
                ? Optional.of(inet4(address, 12, 0xff))
                : Optional.empty();
    }

    /** Of IPv6 addresses. */
    private static final class Inet6 {
        static final int LENGTH = 16;
        static final byte[] NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
        static final byte[] SIX_TO_FOUR = {0x20, 0x02};
        static final byte[] TEREDO = {0x20, 0x01, 0, 0};
    }

    private static boolean startsWith(byte[] address, byte[] prefix) {
        return Arrays.equals(address, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static InetAddress inet4(byte[] address, int from, int mask) {
        var bytes = Arrays.copyOfRange(address, from, from + 4);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= (byte) mask;
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException notFourBytes) {
            throw new IllegalStateException(notFourBytes);
        }
    }

    private static boolean isReserved(InetAddress address) {
        int first = address.getAddress()[0] & 0xff;
        return address instanceof Inet4Address && (first == 0 || first >= 240);
    }

    private static boolean isPrivate(InetAddress address) {
        var bytes = address.getAddress();
        if (address.isSiteLocalAddress()) {
            return true;
        }
        if (address instanceof Inet4Address) {
            return (bytes[0] & 0xff) == 100 && (bytes[1] & 0xc0) == 64;
        }
        return (bytes[0] & 0xfe) == 0xfc;
    }
}
