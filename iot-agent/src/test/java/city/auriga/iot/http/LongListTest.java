package city.auriga.iot.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class LongListTest {
    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final LongList list = new LongList("devices", 7);

    @Test
    void hasTheNumberOfAllAndWhatComes() throws IOException {
        list.write(response, taker -> give(taker, 2));
        assertThat(response.getContentAsString())
                .isEqualTo(
                        """
                        {"count":7,"devices":[{"n":0},{"n":1}]}\
                        """);
        assertThat(response.getContentType()).isEqualTo("application/json");
    }

    @Test
    void leavesTheAnswerToTheErrorIfNothingIsOnItsWay() throws IOException {
        // As the server has it: what is written first waits there.
        response.setBufferSize(8_192);
        assertThatThrownBy(() -> list.write(response, taker -> breakOffAfter(taker, 1_000)))
                .isInstanceOf(NgsiLdException.class);
        response.getOutputStream().write("error".getBytes(StandardCharsets.UTF_8));
        assertThat(response.getContentAsString()).isEqualTo("error");
    }

    /** The status has been sent: only the form can tell. */
    @Test
    void isNoJsonIfItBreaksOff() throws IOException {
        assertThatThrownBy(() -> list.write(response, taker -> breakOffAfter(taker, 10_000)))
                .isInstanceOf(IOException.class);
        assertThat(response.getContentAsString()).startsWith("{\"count\":7").doesNotEndWith("]}");
    }

    private static void give(Consumer<ObjectNode> taker, int documents) {
        IntStream.range(0, documents)
                .mapToObj(n -> JsonNodeFactory.instance.objectNode().put("n", n))
                .forEach(taker);
    }

    private static void breakOffAfter(Consumer<ObjectNode> taker, int documents) {
        give(taker, documents);
        throw new NgsiLdException(Problem.SERVICE_UNAVAILABLE, "away");
    }
}
