package city.auriga.api.discovery;

import city.auriga.api.binding.Media;
import city.auriga.api.binding.Operation;
import city.auriga.api.binding.Payload;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The OpenAPI document, made from the operations themselves, so that it cannot differ from them.
 */
final class OpenApi {
    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

    private final ObjectNode document = JsonNodeFactory.instance.objectNode();

    private OpenApi(String version) {
        document.put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Auriga, an NGSI-LD context broker")
                .put("version", version)
                .put(
                        "description",
                        "NGSI-LD 1.9.1 (ETSI GS CIM 009). Errors are problem documents (RFC"
                                + " 7807).");
    }

    static ObjectNode of(RequestMappingHandlerMapping mapping, String version) {
        var api = new OpenApi(version);
        var paths = new TreeMap<String, ObjectNode>();
        mapping.getHandlerMethods()
                .forEach((info, method) -> {
                    var operation = method.getMethodAnnotation(Operation.class);
                    if (operation != null) {
                        info.getPatternValues()
                                .forEach(path ->
                                        api.add(
                                                paths.computeIfAbsent(
                                                        path,
                                                        p -> JsonNodeFactory.instance.objectNode()),
                                                path,
                                                info,
                                                method,
                                                operation));
                    }
                });
        var all = api.document.putObject("paths");
        paths.forEach(all::set);
        return api.document;
    }

    private void add(
            ObjectNode item,
            String path,
            RequestMappingInfo info,
            HandlerMethod method,
            Operation operation) {
        for (var verb : info.getMethodsCondition().getMethods()) {
            var described = item.putObject(verb.name().toLowerCase(Locale.ROOT));
            described.put("summary", operation.name());
            described.putArray("tags").add(tag(path));
            addParameters(described, path, operation);
            if (takesBody(method)) {
                addContent(
                        described.putObject("requestBody").put("required", true),
                        List.of(Media.JSON, Media.LD_JSON));
            }
            addResponses(described.putObject("responses"), verb.name(), path, operation);
        }
    }

    /** The resource, or {@code admin}. */
    private static String tag(String path) {
        var segments = path.split("/");
        return path.startsWith("/ngsi-ld/") ? segments[3] : segments[1];
    }

    private static void addParameters(ObjectNode described, String path, Operation operation) {
        var parameters = described.putArray("parameters");
        VARIABLE.matcher(path)
                .results()
                .forEach(v -> {
                    var variable =
                            parameters
                                    .addObject()
                                    .put("name", v.group(1))
                                    .put("in", "path")
                                    .put("required", true);
                    variable.putObject("schema").put("type", "string");
                });
        for (var name : operation.parameters()) {
            var parameter = parameters.addObject().put("name", name).put("in", "query");
            parameter.putObject("schema").put("type", "string");
        }
        for (var name : List.of("NGSILD-Tenant", "Link")) {
            var header = parameters.addObject().put("name", name).put("in", "header");
            header.putObject("schema").put("type", "string");
        }
    }

    private static boolean takesBody(HandlerMethod method) {
        return Arrays.stream(method.getMethodParameters())
                .anyMatch(p -> p.getParameterType() == Payload.class);
    }

    private static void addContent(ObjectNode holder, List<Media> types) {
        var content = holder.putObject("content");
        types.forEach(type -> content.putObject(type.type()).putObject("schema"));
    }

    private static void addResponses(
            ObjectNode responses, String verb, String path, Operation operation) {
        if (operation.produces().length > 0) {
            addContent(
                    responses.putObject("200").put("description", "found"),
                    List.of(operation.produces()));
        } else if (verb.equals("POST") && !path.endsWith("attrs")) {
            responses.putObject("201").put("description", "created");
        } else {
            responses.putObject("204").put("description", "done");
        }
        responses
                .putObject("default")
                .put("description", "a problem document")
                .putObject("content")
                .putObject("application/json")
                .putObject("schema");
    }
}
