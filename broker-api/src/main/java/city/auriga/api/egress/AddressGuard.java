package city.auriga.api.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Keeps the broker from reaching what only its own network may see. */
public final class AddressGuard {
    private final Set<AddressKind> allowed;
    private final String setting;

    /**
     * @param setting the one that says so, for errors
     */
    public AddressGuard(Set<AddressKind> allowed, String setting) {
        this.allowed = Set.copyOf(allowed);
        this.setting = setting;
    }

    /**
     * @throws IOException if the host is unknown, or one of its addresses is not allowed
     */
    public void check(String host) throws IOException {
        for (var address : InetAddress.getAllByName(host)) {
            check(address);
        }
    }

    /**
     * @throws IOException if the address is not allowed
     */
    public void check(InetAddress address) throws IOException {
        var kind = AddressKind.of(address);
        if (kind.isEmpty() || !allowed.contains(kind.get())) {
            throw new IOException(
                    address.getHostAddress()
                            + " is "
                            + kind.map(k -> "a " + k.term()).orElse("no usable")
                            + " address, and "
                            + setting
                            + " allows "
                            + terms());
        }
    }

    private String terms() {
        return Arrays.stream(AddressKind.values())
                .filter(allowed::contains)
                .map(AddressKind::term)
                .collect(Collectors.joining(", "));
    }
}
