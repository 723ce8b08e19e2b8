package city.auriga.iot.mqtt;

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Lets in only clients that give the user and password of the settings. */
final class Login implements ExtensionMain {
    private final SimpleAuthenticator authenticator;

    private Login(MqttSettings settings) {
        byte[] user = settings.user().getBytes(StandardCharsets.UTF_8);
        byte[] password = settings.password().getBytes(StandardCharsets.UTF_8);
        this.authenticator = (input, output) -> decide(input, output, user, password);
    }

    static EmbeddedExtension extension(MqttSettings settings) {
        return EmbeddedExtension.builder()
                .withId("auriga-login")
                .withName("Auriga login")
                .withVersion("1")
                .withAuthor("Auriga")
                .withPriority(0)
                .withStartPriority(0)
                .withExtensionMain(new Login(settings))
                .build();
    }

    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
        Services.securityRegistry().setAuthenticatorProvider(_ -> authenticator);
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}

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
