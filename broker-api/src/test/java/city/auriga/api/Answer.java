package city.auriga.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What the application answered to one request. */
public record Answer(String request, int status, HttpHeaders headers, String text) {
    private static final String ERRORS = "https://uri.etsi.org/ngsi-ld/errors/";

    static Answer of(HttpResponse<byte[]> response) {
        return new Answer(
                response.request().method() + " " + response.uri(),
                response.statusCode(),
                response.headers(),
                new String(response.body(), StandardCharsets.UTF_8));
    }

    /** With a request that a failing test can show. */
    Answer to(String method, String path, String body) {
        return new Answer(method + " " + path + " " + body, status, headers, text);
    }

    /** Asserts the status. */
    public Answer is(int expected) {
        assertThat(status).as("%s: %s", request, text).isEqualTo(expected);
        return this;
    }

    /** Asserts the status, and that there is no body. */
    public Answer isEmpty(int expected) {
        is(expected);
        assertThat(text).as(request).isEmpty();
        return this;
    }

    /** Asserts that the body is this JSON, which may be lenient. */
    public Answer hasBody(String json) {
        assertThat(json()).as(request).isEqualTo(Json.of(json));
        return this;
    }

    /** Asserts a problem document (5.5.2) of this type, with all that it must have. */
    public Answer isProblem(int expected, String type) {
        is(expected);
        assertThat(header("Content-Type")).as(request).startsWith("application/json");
        assertThat(json().path("type").asString()).as(text).isEqualTo(ERRORS + type);
        assertThat(json().path("status").asInt()).as(text).isEqualTo(expected);
        assertThat(json().path("title").asString()).as(text).isNotBlank();
        assertThat(json().path("detail").asString())
                .as(text)
                .isNotBlank()
                .isNotEqualTo(json().path("title").asString());
        return this;
    }

    /** Asserts a problem document that names the offending member, parameter or header. */
    public Answer isProblem(int expected, String type, String member) {
        isProblem(expected, type);
        assertThat(json().path("member").asString()).as("%s: %s", request, text).isEqualTo(member);
        return this;
    }

    /** The body as JSON. */
    public JsonNode json() {
        return Json.of(text);
    }

    /** A header, empty if there is none. */
    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    public List<String> headers(String name) {
        return headers.allValues(name);
    }
}
