package city.auriga.iot.mqtt;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Refuses MQTT 5 as long as it is told to, and hands over other clients to a broker. */
final class OldServer implements AutoCloseable {
    /** Of the protocol, by each CONNECT. */
    final List<Integer> levels = new CopyOnWriteArrayList<>();

    volatile boolean refuses = true;

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final byte[] refusal;
    private final int broker;

    /**
     * @param refusal what a client of MQTT 5 gets
     * @param broker port
     */
    OldServer(byte[] refusal, int broker) throws IOException {
        this.refusal = refusal.clone();
        this.broker = broker;
        Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return "tcp://127.0.0.1:" + server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            var in = new DataInputStream(client.getInputStream());
            var connect = new ByteArrayOutputStream();
            int level = level(in, connect);
            levels.add(level);
            if (level == 5 && refuses) {
                client.getOutputStream().write(refusal);
                return;
            }
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), broker)) {
                socket.getOutputStream().write(connect.toByteArray());
                var back = Thread.ofVirtual().start(() -> copy(socket, client));
                pass(in, socket.getOutputStream());
                back.interrupt();
            }
        } catch (IOException lost) {
            // So is the connection.
        }
    }

    /** Reads up to the level of a CONNECT whose length takes one byte. */
    private static int level(DataInputStream in, OutputStream read) throws IOException {
        var start = new byte[9];
        in.readFully(start);
        read.write(start);
        return start[8];
    }

    private static void copy(Socket from, Socket to) {
        try (to) {
            pass(from.getInputStream(), to.getOutputStream());
        } catch (IOException lost) {
            // The other side sees it.
        }
    }

    private static void pass(InputStream from, OutputStream to) throws IOException {
        from.transferTo(to);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
