package city.auriga.iot.mqtt;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/**
 * Puts gates into the connections of embedded brokers. The broker offers no place for them, but
 * Netty does: it finds this class by its service file and shows it every connection that is
 * accepted. Public only for that.
 */
public final class GateInstaller extends ChannelInitializerExtension {
    private static final String DECODER = "mqtt_message_decoder";

    /** By port; Netty makes the instance of this class, so it must be found from a static place. */
    private static final Map<Integer, Installation> INSTALLATIONS = new ConcurrentHashMap<>();

    static {
        // Netty asks for extensions only if it is told to, and only once.
        System.setProperty("io.netty.bootstrap.extensions", "serviceload");
    }

    /**
     * What a port needs.
     *
     * @param seen open until the first connection got its handlers
     */
    record Installation(Supplier<List<ChannelHandler>> handlers, CountDownLatch seen) {}

    static Installation install(int port, Supplier<List<ChannelHandler>> handlers) {
        var installation = new Installation(handlers, new CountDownLatch(1));
        INSTALLATIONS.put(port, installation);
        return installation;
    }

    static void remove(int port) {
        INSTALLATIONS.remove(port);
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        if (!(channel.localAddress() instanceof InetSocketAddress address)) {
            return;
        }
        var installation = INSTALLATIONS.get(address.getPort());
        if (installation != null) {
            // Runs behind the broker's own initializer, when its handlers are in place.
            channel.pipeline().addLast(new Initializer(installation));
        }
    }

    private static final class Initializer extends ChannelInitializer<Channel> {
        private final Installation installation;

        Initializer(Installation installation) {
            this.installation = installation;
        }

        @Override
        protected void initChannel(Channel channel) {
            if (channel.pipeline().get(DECODER) == null) {
                // Better no connection than one whose readings are acknowledged and lost.
                var _ = channel.close();
                return;
            }
            for (var handler : installation.handlers.get()) {
                channel.pipeline().addBefore(DECODER, null, handler);
            }
            installation.seen.countDown();
        }
    }
}
