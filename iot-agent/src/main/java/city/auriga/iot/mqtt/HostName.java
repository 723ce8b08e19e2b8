package city.auriga.iot.mqtt;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What this host calls itself. */
final class HostName {
    private HostName() {}

    static String find() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }
}
