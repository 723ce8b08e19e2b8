package city.auriga.api.egress;

import java.net.Inet4Address;
import java.net.InetAddress;
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
