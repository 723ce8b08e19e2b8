package city.auriga.iot.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
import java.util.List;

/** Cuts the bytes of a client into whole control packets. */
final class PacketDecoder extends ByteToMessageDecoder {
    private static final int MAX_LENGTH_BYTES = 4;

    private final int maxPacket;

    PacketDecoder(int maxPacket) {
        this.maxPacket = maxPacket;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        int start = in.readerIndex();
        int length = 0;
        for (int i = 0; i < MAX_LENGTH_BYTES; i++) {
            if (in.readableBytes() < 2 + i) {
                return;
            }
            int digit = in.getUnsignedByte(start + 1 + i);
            length |= (digit & 0x7f) << (7 * i);
            if (digit < 0x80) {
                take(in, 2 + i + length, out);
                return;
            }
        }
        throw new TooLongFrameException("a length of more than four bytes");
    }

    private void take(ByteBuf in, int size, List<Object> out) {
        if (size > maxPacket) {
            throw new TooLongFrameException("a packet of " + size + " bytes");
        }
        if (in.readableBytes() >= size) {
            out.add(in.readRetainedSlice(size));
        }
    }
}
