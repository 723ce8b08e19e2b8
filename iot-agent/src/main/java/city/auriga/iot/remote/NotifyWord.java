package city.auriga.iot.remote;

import city.auriga.core.model.Tenant;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a broker has to know to tell of the Entities of a tenant. Whoever sees the subscriptions of
 * a tenant sees its word; the secret, and the words of others, do not follow from it. Pure.
 */
final class NotifyWord {
    private static final String ALGORITHM = "HmacSHA256";

    private NotifyWord() {}

    static String of(String secret, Tenant tenant) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return HexFormat.of()
                    .formatHex(mac.doFinal(tenant.name().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
