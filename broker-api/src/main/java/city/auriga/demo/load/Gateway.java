package city.auriga.demo.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * One MQTT connection, with devices that no other has. Writes MQTT 3.1.1 by itself: a client
 * library would take more of the machine than the broker that is measured.
 */
final class Gateway implements Callable<Gateway.Acknowledged> {
    private static final int CONNECT = 0x10;
    private static final int CONNACK = 0x20;
    private static final int PUBLISH_QOS_1 = 0x32;
    private static final int PUBACK = 0x40;
    private static final int PACKET_IDS = 60_000;

    private final Plan plan;
    private final int number;
    private final List<byte[]> topics;
    private final SplittableRandom random;
    private final Ages acknowledgements;

    /** When those were published that are not acknowledged yet, in their order. */
    private final ArrayDeque<Long> published = new ArrayDeque<>();

    /**
     * @param acknowledgements is told how long each took
     */
    Gateway(Plan plan, int number, Ages acknowledgements) {
        this.plan = plan;
        this.acknowledgements = acknowledgements;
        this.number = number;
        this.random = new SplittableRandom(number);
        this.topics =
                IntStream.iterate(number, d -> d < plan.devices(), d -> d + plan.connections())
                        .mapToObj("/json/%s/device-%%05d/attrs".formatted(plan.apikey())::formatted)
                        .map(topic -> topic.getBytes(UTF_8))
                        .toList();
    }

    /**
     * How many readings.
     *
     * @param counted of all, those of the time that counts
     */
    record Acknowledged(long all, long counted) {
        Acknowledged plus(Acknowledged other) {
            return new Acknowledged(all + other.all, counted + other.counted);
        }
    }

    @Override
    public Acknowledged call() throws IOException, InterruptedException {
        try (var socket = new Socket(plan.host(), plan.port())) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(60));
            var out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
            var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            connect(out);
            out.flush();
            expect(in, CONNACK);
            return publish(out, in);
        }
    }

    private Acknowledged publish(DataOutputStream out, DataInputStream in)
            throws IOException, InterruptedException {
        long sent = 0;
        long acknowledged = 0;
        long counted = 0;
        long now = System.nanoTime();
        while (acknowledged < sent || now < plan.period().end()) {
            long most =
                    Math.min(
                            acknowledged + plan.window(),
                            now < plan.period().end() ? plan.due(now) : sent);
            while (sent < most) {
                publish(out, topics.get((int) (sent % topics.size())), sent);
                published.add(System.nanoTime());
                sent++;
            }
            out.flush();
            if (acknowledged == sent) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            // waits for one, and takes what else has come
            boolean more = acknowledged < sent;
            while (more) {
                expect(in, PUBACK);
                acknowledged++;
                counted += note();
                more = acknowledged < sent && in.available() > 0;
            }
            now = System.nanoTime();
        }
        return new Acknowledged(acknowledged, counted);
    }

    /** One if it counts, else none. */
    private int note() {
        long arrived = System.nanoTime();
        long age = arrived - published.remove();
        if (!plan.period().isWarm(arrived)) {
            return 0;
        }
        acknowledgements.note(age / 1_000);
        return 1;
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

    private void publish(DataOutputStream out, byte[] topic, long sent) throws IOException {
        var payload = payload();
        int length = 2 + topic.length + 2 + payload.length;
        out.writeByte(PUBLISH_QOS_1);
        if (length >= 128) {
            out.writeByte(length % 128 + 128);
            out.writeByte(length / 128);
        } else {
            out.writeByte(length);
        }
        out.writeShort(topic.length);
        out.write(topic);
        out.writeShort((int) (sent % PACKET_IDS) + 1);
        out.write(payload);
    }

    private byte[] payload() {
        int tenths = random.nextInt(350);
        var text =
                "{\"t\":"
                        + tenths / 10
                        + '.'
                        + tenths % 10
                        + ",\"h\":0."
                        + (10 + random.nextInt(90))
                        + ",\"no2\":"
                        + random.nextInt(200)
                        + '}';
        return text.getBytes(UTF_8);
    }

    /** Reads one packet with two bytes behind its header, as both answers have. */
    private static void expect(DataInputStream in, int type) throws IOException {
        int found = in.readUnsignedByte();
        if (found != type) {
            throw new IOException("packet type " + found + " instead of " + type);
        }
        in.skipNBytes(3);
    }
}
