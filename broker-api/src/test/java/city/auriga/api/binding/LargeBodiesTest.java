package city.auriga.api.binding;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.ApiTest;
import city.auriga.api.RunningAuriga;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Bodies of more than 16 KB, of which a megabyte is worked on at the same time. */
class LargeBodiesTest extends ApiTest {
    private static final int CLIENTS = 16;

    @Test
    void aClientThatSendsItsBodySlowlyHoldsUpNobody() throws IOException {
        var uri = RunningAuriga.uri();
        try (var slow = new Socket(uri.getHost(), uri.getPort())) {
            var head =
                    "POST /ngsi-ld/v1/entityOperations/upsert HTTP/1.1\r\nHost: auriga\r\n"
                            + "Content-Type: application/json\r\nContent-Length: 5000000\r\n\r\n[";
            slow.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            slow.getOutputStream().flush();

            api.post("/entityOperations/create", batch(0)).is(201);
        }
    }

    @Test
    void allOfManyAtOnceAreAnswered() throws Exception {
        var statuses = new ArrayList<Future<Integer>>();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLIENTS; i++) {
                var body = batch(i);
                statuses.add(
                        clients.submit(() -> api.post("/entityOperations/create", body).status()));
            }
        }
        for (var status : statuses) {
            assertThat(status.get()).isEqualTo(201);
        }
    }

    /** 300 KB. */
    private static String batch(int number) {
        var text = "x".repeat(3000);
        return IntStream.range(0, 100)
                .mapToObj(
                        i -> "{id:'urn:large:%d:%d', type:'T', a:'%s'}".formatted(number, i, text))
                .collect(Collectors.joining(",", "[", "]"));
    }
}
