package city.auriga.api.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.api.config.StartFailure;
import city.auriga.api.egress.ProxyRules;
import city.auriga.api.egress.Trust;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the networks of cities are like: a certificate authority of their own, and a proxy. */
class PrivateNetworkTest {
    private static final byte[] DOCUMENT =
            "{\"@context\":{\"a\":\"https://ex.org/a\"}}".getBytes(StandardCharsets.UTF_8);
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir private Path folder;

    @Test
    void trustsAPrivateAuthorityIfItIsTold() throws Exception {
        var keys = keys();
        var server = secureServer(keys);
        try (var stranger = Fetching.usual();
                var friend = new Fetching(Fetching.settings(pem(keys), null, List.of()))) {
            var url = "https://localhost:" + server.getAddress().getPort() + "/c.jsonld";
            assertThat(stranger.error(url))
                    .startsWith("LD_CONTEXT_NOT_AVAILABLE")
                    .contains("AURIGA_CONTEXT_CA");
            assertThat(friend.get(url).value().has("a")).isTrue();
        } finally {
            server.stop(0);
        }
    }

    /** The usual authorities are still trusted beside it. */
    @Test
    void addsToTheUsualAuthorities() throws Exception {
        var authorities = Trust.authorities(pem(keys()));
        assertThat(Collections.list(authorities.aliases()))
                .hasSizeGreaterThan(50)
                .anyMatch(alias -> alias.startsWith("ours"));
    }

    @Test
    void theStartSaysWhatIsWrongWithTheFile() throws IOException {
        var file = Files.writeString(folder.resolve("ca.pem"), "no certificate");
        for (var ca : new Path[] {file, folder.resolve("missing.pem")}) {
            assertThatThrownBy(() -> Trust.with(ca, "AURIGA_CONTEXT_CA"))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("AURIGA_CONTEXT_CA")
                    .hasMessageContaining(ca.toString());
        }
    }

    @Test
    void fetchesByTheProxyExceptWhereItShallNot() throws IOException {
        var asked = Collections.synchronizedList(new ArrayList<String>());
        var proxy = HttpServer.create(loopback(), 0);
        proxy.createContext(
                "/",
                exchange -> {
                    asked.add(exchange.getRequestURI().toString());
                    exchange.sendResponseHeaders(200, DOCUMENT.length);
                    exchange.getResponseBody().write(DOCUMENT);
                    exchange.close();
                });
        proxy.start();
        var place = URI.create("http://localhost:" + proxy.getAddress().getPort());
        try (var fetching = new Fetching(Fetching.settings(null, place, List.of()))) {
            // Nobody here can look this name up: the proxy does.
            var far = "http://contexts.example/c.jsonld";
            assertThat(fetching.get(far).value().has("a")).isTrue();
            assertThat(asked).containsExactly(far);
            assertThat(fetching.error("http://direct.example/c.jsonld"))
                    .startsWith("LD_CONTEXT_NOT_AVAILABLE");
            assertThat(asked).containsExactly(far);
        } finally {
            proxy.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, localhost, true",
        "localhost, LOCALHOST, true",
        "localhost, localhost.example, false",
        ".city.example, maps.city.example, true",
        ".city.example, city.example, true",
        ".city.example, notcity.example, false",
        "city.example, maps.city.example, false",
        "[::1], [::1], true",
        "*, anything.example, true",
        "'a.example,b.example', b.example, true"
    })
    void somethingMayBeReachedWithoutTheProxy(String rules, String host, boolean direct) {
        var proxy = new ProxyRules(URI.create("http://proxy.example"), List.of(rules.split(",")));
        assertThat(ProxyRules.isDirect(proxy, URI.create("http://" + host + "/c")))
                .isEqualTo(direct);
    }

    private static HttpsServer secureServer(KeyStore keys) throws Exception {
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        var tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        var server = HttpsServer.create(loopback(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, DOCUMENT.length);
                    exchange.getResponseBody().write(DOCUMENT);
                    exchange.close();
                });
        server.start();
        return server;
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** A key for localhost with a certificate that it signed itself. */
    private KeyStore keys() throws Exception {
        var file = folder.resolve("keys.p12");
        if (!Files.exists(file)) {
            var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
            var process =
                    new ProcessBuilder(
                                    keytool,
                                    "-genkeypair",
                                    "-alias",
                                    "city",
                                    "-keyalg",
                                    "EC",
                                    "-dname",
                                    "CN=localhost",
                                    "-ext",
                                    "san=dns:localhost",
                                    "-storetype",
                                    "PKCS12",
                                    "-keystore",
                                    file.toString(),
                                    "-storepass",
                                    new String(PASSWORD))
                            .inheritIO()
                            .start();
            assertThat(process.waitFor()).isZero();
        }
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private Path pem(KeyStore keys) throws Exception {
        var encoded =
                Base64.getMimeEncoder().encodeToString(keys.getCertificate("city").getEncoded());
        return Files.writeString(
                folder.resolve("city.pem"),
                "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n");
    }
}
