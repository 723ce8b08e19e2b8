package city.auriga.iot.mqtt;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What the gate reads of a control packet; all else is the broker's business. */
final class Packet {
    static final int CONNECT = 1;
    static final int CONNACK = 2;
    static final int PUBLISH = 3;
    static final int PINGREQ = 12;
    private static final int VERSION_5 = 5;

    private static final int DUPLICATE = 0x08;
    private static final int QOS = 0x06;
    private static final int WILL = 0x04;
    private static final int USER_NAME = 0x80;

    private static final int PAYLOAD_FORMAT = 0x01;
    private static final int EXPIRY = 0x02;
    private static final int CONTENT_TYPE = 0x03;
    private static final int RESPONSE_TOPIC = 0x08;
    private static final int CORRELATION = 0x09;
    private static final int SUBSCRIPTION = 0x0b;
    private static final int TOPIC_ALIAS = 0x23;
    private static final int USER = 0x26;

    private Packet() {}

    /**
     * Topic and payload of a PUBLISH.
     *
     * @param topic empty if the client uses an alias, which the broker does not allow
     * @param correlation null if there is none, as before version 5
     * @param id to acknowledge it by; 0 if that is not wanted
     * @param duplicate whether it may have come before
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Publish(
            String topic,
            byte[] payload,
            byte @Nullable [] correlation,
            int id,
            boolean duplicate) {}

    /**
     * Who a CONNECT says it is.
     *
     * @param version of the protocol
     * @param client its id; empty if it has none
     * @param user empty if there is none
     */
    record Connect(int version, String client, String user) {}

    static int type(ByteBuf packet) {
        return (packet.getByte(packet.readerIndex()) >> 4) & 0x0f;
    }

    /**
     * @throws IndexOutOfBoundsException if the packet is malformed
     */
    static Connect connect(ByteBuf packet) {
        var body = body(packet);
        skipText(body);
        int version = body.readUnsignedByte();
        int flags = body.readUnsignedByte();
        body.skipBytes(2);
        skipProperties(body, version);
        var client = text(body);
        if ((flags & WILL) != 0) {
            skipProperties(body, version);
            skipText(body);
            skipText(body);
        }
        return new Connect(version, client, (flags & USER_NAME) != 0 ? text(body) : "");
    }

    private static void skipProperties(ByteBuf body, int version) {
        if (version >= VERSION_5) {
            body.skipBytes(variableLength(body));
        }
    }

    private static void skipText(ByteBuf body) {
        body.skipBytes(body.readUnsignedShort());
    }

    private static String text(ByteBuf body) {
        return body.readCharSequence(body.readUnsignedShort(), StandardCharsets.UTF_8).toString();
    }

    /** Whether a CONNACK accepts the client. */
    static boolean isAccepted(ByteBuf packet) {
        var body = body(packet);
        body.skipBytes(1);
        return body.readByte() == 0;
    }

    /**
     * @throws IndexOutOfBoundsException if the packet is malformed
     */
    static Publish publish(ByteBuf packet, int version) {
        int flags = packet.getByte(packet.readerIndex());
        var body = body(packet);
        var topic = text(body);
        int id = (flags & QOS) == 0 ? 0 : body.readUnsignedShort();
        byte[] correlation = null;
        if (version >= VERSION_5) {
            correlation = correlation(body.readSlice(variableLength(body)));
        }
        var payload = new byte[body.readableBytes()];
        body.readBytes(payload);
        return new Publish(topic, payload, correlation, id, (flags & DUPLICATE) != 0);
    }

    /** Whether a PUBLISH is sent again until it is acknowledged. */
    static boolean isAcknowledged(ByteBuf packet) {
        return (packet.getByte(packet.readerIndex()) & QOS) != 0;
    }

    /** Looks through the properties of a PUBLISH (MQTT 5, 3.3.2.3). */
    private static byte @Nullable [] correlation(ByteBuf properties) {
        while (properties.isReadable()) {
            switch (properties.readUnsignedByte()) {
                case CORRELATION -> {
                    var correlation = new byte[properties.readUnsignedShort()];
                    properties.readBytes(correlation);
                    return correlation;
                }
                case PAYLOAD_FORMAT -> properties.skipBytes(1);
                case TOPIC_ALIAS -> properties.skipBytes(2);
                case EXPIRY -> properties.skipBytes(4);
                case SUBSCRIPTION -> variableLength(properties);
                case CONTENT_TYPE, RESPONSE_TOPIC ->
                        properties.skipBytes(properties.readUnsignedShort());
                case USER -> {
                    properties.skipBytes(properties.readUnsignedShort());
                    properties.skipBytes(properties.readUnsignedShort());
                }
                default -> throw new IndexOutOfBoundsException("a property of another packet");
            }
        }
        return null;
    }

    /** Behind the fixed header, with an index of its own. */
    private static ByteBuf body(ByteBuf packet) {
        var body = packet.duplicate();
        body.skipBytes(1);
        variableLength(body);
        return body;
    }

    private static int variableLength(ByteBuf buffer) {
        int length = 0;
        for (int shift = 0; shift <= 21; shift += 7) {
            int digit = buffer.readUnsignedByte();
            length |= (digit & 0x7f) << shift;
            if (digit < 0x80) {
                return length;
            }
        }
        throw new IndexOutOfBoundsException("a length of more than four bytes");
    }
}
