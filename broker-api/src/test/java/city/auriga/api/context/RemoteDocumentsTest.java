package city.auriga.api.context;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.ContextServer;
import city.auriga.api.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers of @contexts really send, and how often they are asked. */
class RemoteDocumentsTest {
    private static final String TEXT = "{\"@context\":{\"a\":\"https://ex.org/a\"},\"more\":1}";
    private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.UTF_8);

    private final ContextServer server = new ContextServer();
    private final Fetching fetching = Fetching.usual();

    @AfterEach
    void stop() {
        fetching.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/ld+json",
                "application/json",
                "application/json; charset=utf-8",
                "text/plain",
                "text/plain; charset=iso-8859-1",
                "text/html",
                "application/octet-stream",
                "image/png",
                "nonsense"
            })
    void theContentTypeCountsForNothing(String type) {
        assertRead(server.serve(200, Map.of("Content-Type", type), BYTES));
    }

    @Test
    void passesOverAByteOrderMark() {
        assertRead(server.serve(200, "\uFEFF" + TEXT));
    }

    @ParameterizedTest
    @CsvSource({"gzip", "x-gzip", "GZIP"})
    void unpacks(String encoding) {
        var url = server.serve(200, Map.of("Content-Encoding", encoding), gzip(BYTES));
        assertRead(url);
        assertThat(server.askedWith(url, "Accept-Encoding")).isEqualTo("gzip");
    }

    private void assertRead(String url) {
        assertThat(fetching.get(url).value()).isEqualTo(Json.of("{a:'https://ex.org/a'}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    200 -> {'a':1}                  -> BAD_REQUEST_DATA -> has no @context member
                    200 -> ['@context']             -> BAD_REQUEST_DATA -> has no @context member
                    200 -> <html>                   -> BAD_REQUEST_DATA -> is not JSON
                    200 -> {'@context':{}} trailing -> BAD_REQUEST_DATA -> is not JSON
                    200 -> {'@context':1e76020076001} -> BAD_REQUEST_DATA -> is not JSON
                    204 -> ``                       -> BAD_REQUEST_DATA -> @context
                    404 -> {'@context':{}}          -> LD_CONTEXT_NOT_AVAILABLE -> answers 404
                    500 -> {'@context':{}}          -> LD_CONTEXT_NOT_AVAILABLE -> answers 500
                    304 -> ``                       -> LD_CONTEXT_NOT_AVAILABLE -> nobody has a copy
                    302 -> ``                       -> LD_CONTEXT_NOT_AVAILABLE -> answers 302
                    """)
    void refuses(int status, String body, String problem, String reason) {
        var url = server.serve(status, body.replace('\'', '"'));
        assertThat(fetching.error(url)).startsWith(problem).contains(reason).contains(url);
        assertThat(fetching.error(url)).startsWith(problem);
        assertThat(server.requests(url)).as("a failure is not remembered").isEqualTo(2);
        assertThat(fetching.documents().all()).isEmpty();
    }

    @Test
    void refusesWhatIsPackedOtherwiseOrBroken() {
        assertThat(fetching.error(server.serve(200, Map.of("Content-Encoding", "br"), BYTES)))
                .startsWith("LD_CONTEXT_NOT_AVAILABLE")
                .contains("'br'");
        assertThat(fetching.error(server.serve(200, Map.of("Content-Encoding", "gzip"), BYTES)))
                .startsWith("LD_CONTEXT_NOT_AVAILABLE");
    }

    @Test
    void refusesWhatIsTooLargeAlsoOnceUnpacked() {
        var large =
                ("{\"@context\":{},\"x\":\"" + "x".repeat(200_000) + "\"}")
                        .getBytes(StandardCharsets.UTF_8);
        for (var url :
                new String[] {
                    server.serve(200, Map.of(), large),
                    server.serve(200, Map.of("Content-Encoding", "gzip"), gzip(large))
                }) {
            assertThat(fetching.error(url))
                    .startsWith("BAD_REQUEST_DATA")
                    .contains("larger than 102400 bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsRedirects(int status) {
        var target = server.serve(200, Map.of(), BYTES);
        var relative = target.substring(target.lastIndexOf('/'));
        assertRead(redirect(status, target));
        assertRead(redirect(status, redirect(status, relative)));
    }

    @Test
    void followsSoManyRedirectsAndNoMore() {
        var url = server.serve(200, Map.of(), BYTES);
        for (int i = 0; i < 3; i++) {
            url = redirect(302, url);
        }
        assertRead(url);
        assertThat(fetching.error(redirect(302, url)))
                .startsWith("LD_CONTEXT_NOT_AVAILABLE")
                .contains("more than 3 times");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "ftp://localhost/x",
                "http://169.254.169.254/",
                "http://0.0.0.0:1/",
                "::"
            })
    void followsNoRedirectThatLeadsAstray(String target) {
        assertThat(fetching.error(redirect(302, target))).startsWith("LD_CONTEXT_NOT_AVAILABLE");
    }

    /** Each step is checked, not only the URL that the client names. */
    @ParameterizedTest
    @ValueSource(
            strings = {"http://169.254.169.254/latest", "http://10.0.0.1/", "http://[fe80::1]/"})
    void asksNoAddressThatIsNotAllowed(String target) {
        for (var url : new String[] {target, redirect(302, target)}) {
            assertThat(fetching.error(url))
                    .startsWith("LD_CONTEXT_NOT_AVAILABLE")
                    .contains("AURIGA_CONTEXT_ADDRESSES allows public, loopback");
        }
    }

    private String redirect(int status, String target) {
        return server.serve(status, Map.of("Location", target), new byte[0]);
    }

    /** As schema.org does it: a page for people names the document for programs. */
    @Test
    void followsTheLinkOfAPageToItsLinkedData() {
        var target = server.serve(200, Map.of(), BYTES);
        assertRead(
                server.serve(
                        200,
                        Map.of(
                                "Content-Type",
                                "text/html",
                                "Link",
                                "</style.css>; rel=\"stylesheet\", <"
                                        + target
                                        + ">; rel=\"alternate\"; type=\"application/ld+json\""),
                        "<html>".getBytes(StandardCharsets.UTF_8)));
    }

    /** Minutes that have passed, and whether the server is asked again. */
    @ParameterizedTest(name = "{0}: {1} after {2} min")
    @CsvSource({
        "Cache-Control, max-age=600, 9, false",
        "Cache-Control, max-age=600, 11, true",
        "Cache-Control, 'public, s-maxage=60, max-age=6000', 2, true",
        "Cache-Control, no-store, 1, true",
        "Cache-Control, max-age=999999999, 1439, false",
        "Cache-Control, max-age=999999999, 1441, true",
        "Expires, 'Thu, 01 Jan 1970 00:00:00 GMT', 1, true",
        "X-Nothing, x, 29, false",
        "X-Nothing, x, 31, true"
    })
    void keepsADocumentAsLongAsItsServerSays(
            String name, String value, int minutes, boolean again) {
        var url = server.serve(200, Map.of(name, value), BYTES);
        fetching.get(url);
        fetching.get(url);
        assertThat(server.requests(url)).isEqualTo(1);
        fetching.pass(Duration.ofMinutes(minutes));
        assertRead(url);
        assertThat(server.requests(url)).isEqualTo(again ? 2 : 1);
    }

    @Test
    void asksWhetherItHasChanged() {
        var url =
                server.serve(
                        200,
                        Map.of("ETag", "\"1\"", "Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT"),
                        BYTES);
        var first = fetching.get(url);
        server.serveAt(url, 304, Map.of("ETag", "\"1\""), new byte[0]);
        fetching.pass(Duration.ofHours(1));
        var second = fetching.get(url);
        assertThat(server.askedWith(url, "If-None-Match")).isEqualTo("\"1\"");
        assertThat(server.askedWith(url, "If-Modified-Since"))
                .isEqualTo("Thu, 01 Jan 2026 00:00:00 GMT");
        assertThat(second.value()).isEqualTo(first.value());
        assertThat(second.createdAt()).isEqualTo(first.createdAt());
        assertThat(second.expiresAt()).isAfter(first.expiresAt());

        server.serveAt(url, "{'@context':{b:'https://ex.org/b'}}");
        fetching.pass(Duration.ofHours(1));
        var third = fetching.get(url);
        assertThat(third.value()).isEqualTo(Json.of("{b:'https://ex.org/b'}"));
        assertThat(third.createdAt()).isAfter(first.createdAt());
    }

    @Test
    void aServerThatIsGoneIsSaidToBeOnceTheCopyIsTooOld() {
        var url = server.serve(200, Map.of(), BYTES);
        fetching.get(url);
        server.serveAt(url, 500, Map.of(), new byte[0]);
        assertRead(url);
        fetching.pass(Duration.ofHours(1));
        assertThat(fetching.error(url)).startsWith("LD_CONTEXT_NOT_AVAILABLE").contains("500");
        server.serveAt(url, 200, Map.of(), BYTES);
        assertRead(url);
    }

    @Test
    void manyWhoAskAtOnceAreOneRequest() throws Exception {
        var url = server.serve(200, Map.of(), BYTES);
        var all = new ArrayList<Future<CachedDocument>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                all.add(threads.submit(() -> fetching.get(url)));
            }
        }
        for (var one : all) {
            assertThat(one.get().value()).isEqualTo(Json.of("{a:'https://ex.org/a'}"));
        }
        assertThat(server.requests(url)).isEqualTo(1);
    }

    private static byte[] gzip(byte[] bytes) {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return packed.toByteArray();
    }
}
