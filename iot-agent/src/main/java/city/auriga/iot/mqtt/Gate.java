package city.auriga.iot.mqtt;

import city.auriga.iot.reading.HeldReadings;
import city.auriga.iot.reading.Reading;
import city.auriga.iot.reading.Readings;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between a client and the broker. A reading goes to the broker, which acknowledges it, only
 * when it is committed; packets behind it wait, so that all keep their order.
 */
final class Gate extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    private final Readings readings;
    private final MqttSettings settings;
    private final MqttTopics topics;
    private final Logins logins;
    private final WaitingRoom room;
    private final Sessions sessions;
    private final ArrayDeque<ByteBuf> early = new ArrayDeque<>();
    private @Nullable HeldReadings held;
    private @Nullable FirstArrivals arrivals;
    private Packet.@Nullable Connect connect;
    private Rights rights = new Rights.Everything();
    private boolean connected;

    Gate(
            Readings readings,
            MqttSettings settings,
            MqttTopics topics,
            Logins logins,
            WaitingRoom room,
            Sessions sessions) {
        this.readings = readings;
        this.settings = settings;
        this.topics = topics;
        this.logins = logins;
        this.room = room;
        this.sessions = sessions;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var packet = (ByteBuf) message;
        switch (Packet.type(packet)) {
            case Packet.CONNECT -> {
                if (!introduce(context, packet)) {
                    packet.release();
                    var _ = context.close();
                    return;
                }
                context.fireChannelRead(packet);
            }
            // A client that waits for acknowledgements is alive.
            case Packet.PINGREQ -> context.fireChannelRead(packet);
            default -> {
                if (connected) {
                    hold(context, packet);
                } else {
                    early.add(packet);
                    room.enter(false, packet.readableBytes());
                }
            }
        }
        pauseIfFull(context);
    }

    /**
     * By the first; for another one the broker ends the connection. Whoever cannot be understood
     * gets no further: the broker might read it in another way, and let in somebody else.
     */
    private boolean introduce(ChannelHandlerContext context, ByteBuf packet) {
        if (connect == null) {
            try {
                connect = Packet.connect(packet);
            } catch (IndexOutOfBoundsException malformed) {
                LOG.debug("a malformed CONNECT", malformed);
                return false;
            }
            rights = logins.rights(connect.user(), CertifiedDevice.of(context.pipeline()));
        }
        return true;
    }

    /** Nothing of a client counts before the broker has accepted it. */
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (!connected
                && message instanceof ByteBuf packet
                && packet.readableBytes() >= 4
                && Packet.type(packet) == Packet.CONNACK
                && Packet.isAccepted(packet)) {
            connected = true;
            context.executor().execute(() -> letIn(context));
        }
        var _ = context.write(message, promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (held != null) {
            held.close();
        }
        if (arrivals != null && connect != null) {
            sessions.keep(session(connect), arrivals);
        }
        while (!early.isEmpty()) {
            leaveEarly().release();
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.warn(
                "MQTT client {} disconnected: {}",
                context.channel().remoteAddress(),
                cause.getMessage());
        var _ = context.close();
    }

    private void letIn(ChannelHandlerContext context) {
        while (!early.isEmpty()) {
            hold(context, leaveEarly());
        }
        resumeIfEmpty(context);
    }

    private ByteBuf leaveEarly() {
        var packet = early.remove();
        room.leave(false, packet.readableBytes());
        return packet;
    }

    private void hold(ChannelHandlerContext context, ByteBuf packet) {
        if (held == null) {
            held =
                    new HeldReadings(
                            readings,
                            context.executor(),
                            settings.maxHold(),
                            () -> giveUp(context));
        }
        var reading = readingOrRelease(packet);
        room.enter(reading != null, packet.readableBytes());
        held.offer(reading, new Waiting(context, packet, reading != null));
    }

    /** Nobody else knows of the packet yet. */
    private @Nullable Reading readingOrRelease(ByteBuf packet) {
        try {
            return Packet.type(packet) == Packet.PUBLISH ? reading(packet) : null;
        } catch (Throwable unforeseen) {
            packet.release();
            throw unforeseen;
        }
    }

    /** What is not allowed is none; the broker, which has the same rules, answers to it. */
    private @Nullable Reading reading(ByteBuf packet) {
        try {
            var publish = Packet.publish(packet, connect == null ? 0 : connect.version());
            if (!rights.mayPublish(publish.topic())) {
                return null;
            }
            return topics.reading(
                            publish.topic(),
                            publish.payload(),
                            publish.correlation(),
                            received(publish))
                    .orElse(null);
        } catch (IndexOutOfBoundsException malformed) {
            return null; // the broker will say so
        }
    }

    private Instant received(Packet.Publish publish) {
        var now = topics.now();
        if (connect == null || connect.client().isEmpty()) {
            return now; // It will never be back.
        }
        if (arrivals == null) {
            arrivals = sessions.open(session(connect));
        }
        arrivals.makeRoom(held == null ? 1 : held.size() + 1);
        return arrivals.of(
                publish.id(), publish.duplicate(), publish.topic(), publish.payload(), now);
    }

    /** Short, whatever a client calls itself. */
    private UUID session(Packet.Connect connect) {
        var name = connect.user() + '\n' + rights.session(connect.client());
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    private void giveUp(ChannelHandlerContext context) {
        LOG.warn(
                "MQTT client {} disconnected: its readings could not be committed for {}",
                context.channel().remoteAddress(),
                settings.maxHold());
        var _ = context.close();
    }

    private void pauseIfFull(ChannelHandlerContext context) {
        int waiting = held == null ? 0 : held.size();
        // Of somebody who is not known yet nothing more is read.
        if (!early.isEmpty() || waiting >= settings.window() || (waiting > 0 && room.isFull())) {
            context.channel().config().setAutoRead(false);
        }
    }

    private void resumeIfEmpty(ChannelHandlerContext context) {
        if (held != null
                && held.size() <= settings.window() / 2
                && !context.channel().config().isAutoRead()
                && (held.size() == 0 || !room.isFull())) {
            context.channel().config().setAutoRead(true);
        }
    }

    private final class Waiting implements HeldReadings.Message {
        private final ChannelHandlerContext context;
        private final ByteBuf packet;
        private final boolean isReading;
        private final int size;
        private final boolean comesAgain;

        Waiting(ChannelHandlerContext context, ByteBuf packet, boolean isReading) {
            this.context = context;
            this.packet = packet;
            this.isReading = isReading;
            this.size = packet.readableBytes();
            this.comesAgain = Packet.isAcknowledged(packet);
        }

        @Override
        public void release() {
            room.leave(isReading, size);
            context.fireChannelRead(packet);
            context.fireChannelReadComplete();
            resumeIfEmpty(context);
        }

        @Override
        public boolean comesAgain() {
            return comesAgain;
        }

        @Override
        public void discard() {
            room.leave(isReading, size);
            packet.release();
        }
    }
}
