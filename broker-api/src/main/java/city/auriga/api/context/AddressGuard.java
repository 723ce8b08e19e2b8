package city.auriga.api.context;

import city.auriga.api.config.HttpSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Keeps the broker from fetching what only its own network may see. The name of a host is looked up
 * here and by the connection; the Java machine remembers the answer in between (30 s, {@code
 * networkaddress.cache.ttl}), so both see the same addresses.
 */
@Component
class AddressGuard {
    private final Set<AddressKind> allowed;

    AddressGuard(ContextSettings settings, HttpSettings http) {
        var wanted = settings.addresses();
        if (wanted != null) {
            allowed = EnumSet.noneOf(AddressKind.class);
            wanted.forEach(term -> allowed.add(AddressKind.require(term)));
        } else if (http.isLocalOnly()) {
            allowed = EnumSet.of(AddressKind.PUBLIC, AddressKind.LOOPBACK, AddressKind.PRIVATE);
        } else {
            allowed = EnumSet.of(AddressKind.PUBLIC, AddressKind.LOOPBACK);
        }
    }

    /**
     * @throws IOException if the host is unknown, or one of its addresses is not allowed
     */
    void check(String host) throws IOException {
        for (var address : InetAddress.getAllByName(host)) {
            var kind = AddressKind.of(address);
            if (kind.isEmpty() || !allowed.contains(kind.get())) {
                throw new IOException(
                        address.getHostAddress()
                                + " is "
                                + kind.map(k -> "a " + k.term()).orElse("no usable")
                                + " address, and AURIGA_CONTEXT_ADDRESSES allows "
                                + terms());
            }
        }
    }

    private String terms() {
        return Arrays.stream(AddressKind.values())
                .filter(allowed::contains)
                .map(AddressKind::term)
                .collect(Collectors.joining(", "));
    }
}
