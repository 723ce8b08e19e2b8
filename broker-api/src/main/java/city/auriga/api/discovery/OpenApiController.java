package city.auriga.api.discovery;

import city.auriga.api.binding.Reply;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.json.JsonMapper;

/** The OpenAPI document and the page to try it. */
@Controller
class OpenApiController {
    private final RequestMappingHandlerMapping mapping;
    private final Version version;
    private final JsonMapper json = new JsonMapper();

    OpenApiController(
            @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mapping,
            Version version) {
        this.mapping = mapping;
        this.version = version;
    }

    @GetMapping("/openapi.json")
    Reply document() {
        return Reply.json(200, out -> json.writeTree(out, OpenApi.of(mapping, version.text())));
    }

    @GetMapping({"/", "/api", "/api/"})
    String page() {
        return "redirect:/api/index.html";
    }
}
