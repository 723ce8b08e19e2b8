package city.auriga.api.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.api.config.HttpSettings;
import city.auriga.api.egress.AddressGuard;
import city.auriga.api.egress.AddressKind;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class AddressGuardTest {
    @ParameterizedTest
    @CsvSource({
        "93.184.215.14, PUBLIC",
        "2606:2800:21f:cb07:6820:80da:af6b:8b2c, PUBLIC",
        "172.32.0.1, PUBLIC",
        "100.128.0.1, PUBLIC",
        "127.0.0.1, LOOPBACK",
        "127.9.9.9, LOOPBACK",
        "::1, LOOPBACK",
        "::ffff:127.0.0.1, LOOPBACK",
        "10.1.2.3, PRIVATE",
        "172.16.0.1, PRIVATE",
        "172.31.255.255, PRIVATE",
        "192.168.0.1, PRIVATE",
        "100.64.0.1, PRIVATE",
        "fd00:ec2::254, PRIVATE",
        "::ffff:10.0.0.1, PRIVATE",
        "169.254.169.254, LINK_LOCAL",
        "fe80::1, LINK_LOCAL",
        "64:ff9b::a00:1, PRIVATE",
        "64:ff9b::808:808, PUBLIC",
        "2002:7f00:1::1, LOOPBACK",
        "2001:0:808:808:0:0:f5ff:fffe, PRIVATE",
        "0.0.0.0, never",
        "0.1.2.3, never",
        "::, never",
        "224.0.0.1, never",
        "ff02::1, never",
        "255.255.255.255, never"
    })
    void tellsAddressesApart(String address, String kind) throws IOException {
        assertThat(AddressKind.of(InetAddress.getByName(address)).map(Enum::name).orElse("never"))
                .isEqualTo(kind);
    }

    /** The setting, where Auriga listens, and what it may fetch from. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            nullValues = "absent",
            textBlock =
                    """
                    absent                              -> absent    -> PUBLIC LOOPBACK
                    absent                              -> 0.0.0.0   -> PUBLIC LOOPBACK
                    absent                              -> localhost -> PUBLIC LOOPBACK PRIVATE
                    absent                              -> 127.0.0.1 -> PUBLIC LOOPBACK PRIVATE
                    public                              -> 127.0.0.1 -> PUBLIC
                    private                             -> absent    -> PRIVATE
                    public,loopback,private,link-local  -> absent    -> PUBLIC LOOPBACK PRIVATE LINK_LOCAL
                    """)
    void allowsWhatIsSet(String setting, String listensOn, String allowed) {
        var guard =
                new AddressGuard(
                        settings(setting)
                                .allowed(
                                        new HttpSettings(1026, listensOn, 0, 0, null)
                                                .isLocalOnly()),
                        "AURIGA_CONTEXT_ADDRESSES");
        assertOutcome(guard, "93.184.215.14", allowed.contains("PUBLIC"));
        assertOutcome(guard, "127.0.0.1", allowed.contains("LOOPBACK"));
        assertOutcome(guard, "[::1]", allowed.contains("LOOPBACK"));
        assertOutcome(guard, "10.0.0.1", allowed.contains("PRIVATE"));
        assertOutcome(guard, "169.254.169.254", allowed.contains("LINK_LOCAL"));
        assertOutcome(guard, "0.0.0.0", false);
    }

    private static void assertOutcome(AddressGuard guard, String host, boolean allowed) {
        if (allowed) {
            assertThatCode(() -> guard.check(host)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> guard.check(host))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("AURIGA_CONTEXT_ADDRESSES");
        }
    }

    private static ContextSettings settings(String addresses) {
        var properties = new MapConfigurationPropertySource();
        if (addresses != null) {
            properties.put("auriga.context.addresses", addresses);
        }
        return new Binder(properties).bindOrCreate("auriga.context", ContextSettings.class);
    }

    @Test
    void refusesAnUnknownKind() {
        assertThatThrownBy(() -> settings("public,intranet"))
                .hasRootCauseMessage(
                        "addresses are public, loopback, private or link-local, not 'intranet'");
    }

    @Test
    void theSettingsAreWhatTheirDocumentationSays() {
        var settings = settings(null);
        assertThat(settings.timeout()).hasSeconds(5);
        assertThat(settings.cacheTime()).hasHours(1);
        assertThat(settings.noProxy()).isEqualTo(List.of("localhost", "127.0.0.1", "[::1]"));
        assertThat(settings.pinned()).isEmpty();
        assertThat(Arrays.asList(settings.imports(), settings.redirects(), settings.stored()))
                .isEqualTo(List.of(64, 5, 10_000));
    }
}
