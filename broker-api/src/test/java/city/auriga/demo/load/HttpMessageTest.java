package city.auriga.demo.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class HttpMessageTest {

    @Test
    void isReadOneAfterTheOther() throws IOException {
        var in =
                stream(
                        "POST /7 HTTP/1.1\r\ncontent-length: 3\r\nHost: here:80\r\n\r\nä1"
                                + "HTTP/1.1 204 No Content\r\nConnection: Close\r\n\r\n");
        assertThat(HttpMessage.read(in))
                .isEqualTo(new HttpMessage("POST /7 HTTP/1.1", "ä1", false))
                .extracting(HttpMessage::second)
                .isEqualTo("/7");
        assertThat(HttpMessage.read(in))
                .isEqualTo(new HttpMessage("HTTP/1.1 204 No Content", "", true))
                .extracting(HttpMessage::second)
                .isEqualTo("204");
        assertThat(HttpMessage.read(in)).isNull();
    }

    @Test
    void mayComeInChunks() throws IOException {
        var text =
                """
                HTTP/1.1 200
                Transfer-Encoding: chunked

                3
                abc
                A
                0123456789
                0

                HTTP/1.1 204

                """;
        var in = stream(text.replace("\n", "\r\n"));
        assertThat(HttpMessage.read(in))
                .isEqualTo(new HttpMessage("HTTP/1.1 200", "abc0123456789", false));
        assertThat(HttpMessage.read(in)).isNotNull();
    }

    @Test
    void mustNotEndHalfway() {
        assertThatThrownBy(() -> HttpMessage.read(stream("POST / HTTP/1.1\r\n")))
                .isInstanceOf(EOFException.class);
        assertThatThrownBy(() ->
                        HttpMessage.read(
                                stream("POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nshort")))
                .isInstanceOf(EOFException.class);
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }
}
