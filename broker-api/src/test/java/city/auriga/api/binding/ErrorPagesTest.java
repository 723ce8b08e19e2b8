package city.auriga.api.binding;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.ApiTest;
import city.auriga.api.RunningAuriga;
import city.auriga.core.problem.Problem;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Errors lead to a page that explains them. */
class ErrorPagesTest extends ApiTest {
    @ParameterizedTest
    @EnumSource(Problem.class)
    void thereIsOneForEachError(Problem problem) throws IOException, InterruptedException {
        assertThat(page("/docs/errors/" + problem.term()))
                .startsWith("## " + problem.term() + "\n");
    }

    @Test
    void theProblemDocumentNamesIt() throws IOException, InterruptedException {
        create("{id:'urn:e:1', type:'T'}");
        var problem = api.get("/entities/nothing").isProblem(400, "BadRequestData", "id");
        var help = problem.json().path("help").asString();
        assertThat(help).isEqualTo("/docs/errors/BadRequestData");
        assertThat(page(help)).contains("urn:ngsi-ld:null");
    }

    @Test
    void theyAreOneDocument() throws IOException, InterruptedException {
        assertThat(page("/docs/errors")).startsWith("# Errors").contains("## TooManyResults");
        assertThat(page("/docs/errors/Other")).contains("ResourceNotFound");
    }

    private static String page(String path) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var uri = RunningAuriga.uri().resolve(path);
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
        }
    }
}
