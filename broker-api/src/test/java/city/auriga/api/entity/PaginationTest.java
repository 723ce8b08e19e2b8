package city.auriga.api.entity;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.Api;
import city.auriga.api.Json;
import city.auriga.api.RunningAuriga;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages and counts (4.12, 4.13, 6.3.10, 6.3.13). */
@ExtendWith(RunningAuriga.class)
class PaginationTest {
    private static final Pattern LINK =
            Pattern.compile("<([^>]*)>; ?rel=\"(\\w+)\"; ?type=\"([^\"]*)\"");
    private static Api api;

    @BeforeAll
    static void store() {
        api = Api.ofDefaultTenant().with("NGSILD-Tenant", RunningAuriga.newTenant());
        var batch =
                IntStream.range(0, 25)
                        .mapToObj("{id:'urn:e:%02d',type:'T',a:1}"::formatted)
                        .collect(Collectors.joining(",", "[", "]"));
        api.post("/entityOperations/create", batch).is(201);
    }

    /** The page links of an answer: relation, target, media type. */
    private static List<String> links(List<String> headers, String relation) {
        var links = new ArrayList<String>();
        for (var header : headers) {
            var link = LINK.matcher(header);
            while (link.find()) {
                if (link.group(2).equals(relation)) {
                    links.add(link.group(1) + " " + link.group(3));
                }
            }
        }
        return links;
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            textBlock =
                    """
                    limit=10,            10, -,                 offset=10
                    limit=10&offset=0,   10, -,                 offset=10
                    limit=10&offset=10,  10, offset=0,          offset=20
                    limit=10&offset=20,   5, offset=10,         -
                    limit=10&offset=5,   10, offset=0,          offset=15
                    limit=5&offset=20,    5, offset=15,         -
                    limit=25,            25, -,                 -
                    limit=100,           25, -,                 -
                    limit=10&offset=25,   0, offset=15,         -
                    limit=10&offset=999,  0, offset=989,        -
                    limit=10&offset=99999999999, 0, offset=2147483637, -
                    offset=20,            5, offset=0,          -
                    '',                  20, -,                 offset=20
                    """)
    void linksToTheNeighbours(String page, int size, String previous, String next) {
        var answer =
                api.get("/entities?type=T" + (page == null || page.isEmpty() ? "" : "&" + page))
                        .is(200);
        assertThat(answer.json()).hasSize(size);
        assertLink(links(answer.headers("Link"), "prev"), previous);
        assertLink(links(answer.headers("Link"), "next"), next);
    }

    private static void assertLink(List<String> links, String parameter) {
        if (parameter == null) {
            assertThat(links).isEmpty();
        } else {
            assertThat(links)
                    .singleElement()
                    .asString()
                    .startsWith("/ngsi-ld/v1/entities?")
                    .endsWith(" application/json")
                    .contains("type=T")
                    .containsPattern("[?&]" + parameter + "( |&)");
        }
    }

    @Test
    void followingTheLinksVisitsEveryEntityOnce() {
        var seen = new ArrayList<String>();
        var path = "/entities?type=T&q=a==1&limit=7&pick=id";
        while (path != null) {
            var answer = api.get(path).is(200);
            seen.addAll(Json.texts(answer.json(), "id"));
            var next = links(answer.headers("Link"), "next");
            path =
                    next.isEmpty()
                            ? null
                            : next.getFirst().split(" ", 2)[0].substring("/ngsi-ld/v1".length());
        }
        assertThat(seen).hasSize(25).doesNotHaveDuplicates();
    }

    /** A link is a URI: what the client had encoded is encoded. */
    @ParameterizedTest
    @CsvSource({
        "'a==\"x&y=z\"|a==1'",
        "'a==\"ä#+% >\"|a==1'",
        "'a>=1;a<=1'",
        "'a~=\"[^x]*\"|a==1'"
    })
    void linksKeepTheOtherParameters(String q) {
        var answer = api.get("/entities", "type", "T", "q", q, "limit", "10").is(200);
        assertThat(answer.json()).hasSize(10);
        var next = links(answer.headers("Link"), "next").getFirst().split(" ", 2)[0];
        var following = api.get(next.substring("/ngsi-ld/v1".length())).is(200);
        assertThat(following.json()).hasSize(10);
        assertThat(links(following.headers("Link"), "prev")).hasSize(1);
    }

    /** 6.3.10: the names of the parameters in the order of the alphabet, without a slash. */
    @Test
    void linksAreWrittenInOneForm() {
        var answer = api.get("/entities/?type=T&offset=5&count=true&limit=5&pick=id").is(200);
        assertThat(links(answer.headers("Link"), "prev"))
                .containsExactly(
                        "/ngsi-ld/v1/entities?count=true&limit=5&offset=0&pick=id&type=T"
                                + " application/json");
        assertThat(links(answer.headers("Link"), "next"))
                .containsExactly(
                        "/ngsi-ld/v1/entities?count=true&limit=5&offset=10&pick=id&type=T"
                                + " application/json");
    }

    /** What a query may hold stays as it is (RFC 3986, 3.4). */
    @ParameterizedTest
    @CsvSource({
        "a==1;a, a==1;a",
        "a==1|a~=[x&y]+, a==1%7Ca~=%5Bx%26y%5D%2B",
        "'a==\"b c/d?e\"|a', a==%22b%20c/d?e%22%7Ca"
    })
    void linksEncodeOnlyWhatTheyMust(String q, String encoded) {
        var answer = api.get("/entities", "type", "T", "q", q, "limit", "10").is(200);
        assertThat(links(answer.headers("Link"), "next").getFirst())
                .isEqualTo(
                        "/ngsi-ld/v1/entities?limit=10&offset=10&q="
                                + encoded
                                + "&type=T application/json");
    }

    @Test
    void linksNameTheMediaTypeOfTheAnswer() {
        for (var type : new String[] {"application/ld+json", "application/geo+json"}) {
            var answer = api.accepting(type).get("/entities", "type", "T", "limit", "1").is(200);
            assertThat(links(answer.headers("Link"), "next").getFirst()).endsWith(" " + type);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "type=T&count=true, 20",
        "type=T&count=true&limit=3, 3",
        "type=T&count=true&limit=0, 0",
        "type=T&count=true&offset=24, 1",
        "type=T&count=true&offset=99, 0"
    })
    void countsAllWhateverThePage(String query, int size) {
        var answer = api.get("/entities?" + query).is(200);
        assertThat(answer.json()).hasSize(size);
        assertThat(answer.header("NGSILD-Results-Count")).isEqualTo("25");
    }

    @Test
    void countsOnlyOnDemandAndNothingAsZero() {
        assertThat(api.get("/entities", "type", "T").headers("NGSILD-Results-Count")).isEmpty();
        assertThat(
                        api.get("/entities", "type", "T", "count", "false")
                                .headers("NGSILD-Results-Count"))
                .isEmpty();
        var nothing = api.get("/entities", "type", "Nothing", "count", "true").is(200);
        assertThat(nothing.header("NGSILD-Results-Count")).isEqualTo("0");
        assertThat(nothing.json()).isEmpty();
    }

    @Test
    void aPageWithoutItemsHasNoLinks() {
        var answer = api.get("/entities", "type", "T", "count", "true", "limit", "0");
        assertThat(links(answer.headers("Link"), "next")).isEmpty();
        assertThat(links(answer.headers("Link"), "prev")).isEmpty();
    }

    @Test
    void refusesPagesBeyondTheLimit() {
        api.get("/entities", "type", "T", "limit", "1001")
                .isProblem(403, "TooManyResults", "limit");
        api.get("/entities", "type", "T", "limit", "1000").is(200);
        api.get("/subscriptions", "limit", "1001").isProblem(403, "TooManyResults", "limit");
    }
}
