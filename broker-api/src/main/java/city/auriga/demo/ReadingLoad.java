package city.auriga.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The MQTT load of {@code ./auriga bench}: publishes readings as fast as they are acknowledged. It
 * writes MQTT 3.1.1 itself, since a client library would take more of the machine than the broker.
 */
public final class ReadingLoad {
    private static final int WAITING = 100;
    private static final int CONNECT = 0x10;
    private static final int CONNACK = 0x20;
    private static final int PUBLISH_QOS_1 = 0x32;
    private static final int PUBACK = 0x40;

    private ReadingLoad() {}

    /**
     * Prints {@code result <acknowledged> <microseconds>}.
     *
     * @param arguments host, port, apikey, devices, connections, seconds
     */
    public static void main(String[] arguments) throws Exception {
        int devices = Integer.parseInt(arguments[3]);
        int connections = Integer.parseInt(arguments[4]);
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(Integer.parseInt(arguments[5]));
        var gateways = new ArrayList<Gateway>();
        for (int number = 0; number < connections; number++) {
            var topics = new ArrayList<byte[]>();
            for (int device = number; device < devices; device += connections) {
                topics.add(
                        "/json/%s/device-%05d/attrs"
                                .formatted(arguments[2], device)
                                .getBytes(UTF_8));
            }
            gateways.add(
                    new Gateway(arguments[0], Integer.parseInt(arguments[1]), number, topics, end));
        }
        long acknowledged = run(gateways);
        long micros = (System.nanoTime() - start) / 1_000;
        System.out.println("result " + acknowledged + " " + micros);
    }

    private static long run(List<Gateway> gateways)
            throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long acknowledged = 0;
            for (Future<Long> gateway : threads.invokeAll(gateways)) {
                acknowledged += gateway.get();
            }
            return acknowledged;
        }
    }

    /** One connection, whose devices no other has. Keeps some readings on their way. */
    private record Gateway(String host, int port, int number, List<byte[]> topics, long end)
            implements Callable<Long> {
        @Override
        public Long call() throws IOException {
            try (var socket = new Socket(host, port)) {
                socket.setTcpNoDelay(true);
                var out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
                var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
                connect(out);
                out.flush();
                expect(in, CONNACK);
                return publish(out, in);
            }
        }

        private long publish(DataOutputStream out, DataInputStream in) throws IOException {
            var random = new SplittableRandom(number);
            long sent = 0;
            long acknowledged = 0;
            while (acknowledged < sent || System.nanoTime() < end) {
                while (sent < acknowledged + WAITING && System.nanoTime() < end) {
                    publish(out, topics.get((int) (sent % topics.size())), sent, random);
                    sent++;
                }
                out.flush();
                do {
                    expect(in, PUBACK);
                    acknowledged++;
                } while (in.available() > 0);
            }
            return acknowledged;
        }

        private void connect(DataOutputStream out) throws IOException {
            var id = ("auriga-bench-" + number).getBytes(UTF_8);
            out.writeByte(CONNECT);
            out.writeByte(10 + 2 + id.length);
            out.writeUTF("MQTT");
            out.writeByte(4); // the level of MQTT 3.1.1
            out.writeByte(2); // a clean session
            out.writeShort(0); // no keep-alive
            out.writeShort(id.length);
            out.write(id);
        }

        private static void publish(
                DataOutputStream out, byte[] topic, long sent, SplittableRandom random)
                throws IOException {
            var payload =
                    "{\"t\":%d.%d,\"h\":0.%02d,\"no2\":%d}"
                            .formatted(
                                    random.nextInt(35),
                                    random.nextInt(10),
                                    random.nextInt(100),
                                    random.nextInt(200))
                            .getBytes(UTF_8);
            int length = 2 + topic.length + 2 + payload.length;
            out.writeByte(PUBLISH_QOS_1);
            if (length >= 128) {
                out.writeByte(length % 128 + 128);
            }
            out.writeByte(length >= 128 ? length / 128 : length);
            out.writeShort(topic.length);
            out.write(topic);
            out.writeShort((int) (sent % 60_000) + 1);
            out.write(payload);
        }

        /** Reads one packet with two bytes behind its header, as both answers have. */
        private static void expect(DataInputStream in, int type) throws IOException {
            int found = in.readUnsignedByte();
            if (found != type) {
                throw new EOFException("packet type " + found + " instead of " + type);
            }
            in.skipNBytes(3);
        }
    }
}
