package city.auriga.api.egress;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/** Which hosts are reached by a proxy. */
public final class ProxyRules extends ProxySelector {
    private static final int DEFAULT_PORT = 3128;

    private final Proxy proxy;
    private final List<String> direct;

    /**
     * @param direct names of hosts, suffixes that begin with a dot, or {@code *}
     */
    public ProxyRules(URI proxy, List<String> direct) {
        int port = proxy.getPort() < 0 ? DEFAULT_PORT : proxy.getPort();
        // Not resolved: its address may change while the broker runs.
        this.proxy =
                new Proxy(
                        Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.getHost(), port));
        this.direct = direct.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    }

    @Override
    public List<Proxy> select(URI uri) {
        var host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        return List.of(
                direct.stream().anyMatch(rule -> covers(rule, host)) ? Proxy.NO_PROXY : proxy);
    }

    private static boolean covers(String rule, String host) {
        return rule.equals("*")
                || rule.equals(host)
                || (rule.startsWith(".")
                        && (host.endsWith(rule) || host.equals(rule.substring(1))));
    }

    /** Whether no proxy stands between. */
    public static boolean isDirect(ProxySelector rules, URI uri) {
        return rules.select(uri).stream().allMatch(proxy -> proxy.type() == Proxy.Type.DIRECT);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // The caller reports it.
    }
}
