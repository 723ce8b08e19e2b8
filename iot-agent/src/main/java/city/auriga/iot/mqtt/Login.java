package city.auriga.iot.mqtt;

import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import com.hivemq.extension.sdk.api.services.Services;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Lets in only clients that give the user and password of the settings. */
final class Login {
    private final SimpleAuthenticator authenticator;

    private Login(MqttSettings settings) {
        byte[] user = settings.user().getBytes(StandardCharsets.UTF_8);
        byte[] password = settings.password().getBytes(StandardCharsets.UTF_8);
        this.authenticator = (input, output) -> decide(input, output, user, password);
    }

    /** Called by an extension as it starts. */
    static void install(MqttSettings settings) {
        var login = new Login(settings);
        Services.securityRegistry().setAuthenticatorProvider(_ -> login.authenticator);
    }

    private static void decide(
            SimpleAuthInput input, SimpleAuthOutput output, byte[] user, byte[] password) {
        ConnectPacket packet = input.getConnectPacket();
        byte[] givenUser = packet.getUserName().orElse("").getBytes(StandardCharsets.UTF_8);
        byte[] givenPassword = packet.getPassword().map(Login::bytes).orElse(new byte[0]);
        boolean userFits = MessageDigest.isEqual(user, givenUser);
        boolean passwordFits = MessageDigest.isEqual(password, givenPassword);
        if (userFits && passwordFits) {
            output.authenticateSuccessfully();
        } else {
            output.failAuthentication(ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD);
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
