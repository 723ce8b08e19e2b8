package city.auriga.iot.http;

import city.auriga.core.model.Tenant;
import city.auriga.core.representation.BrokenJson;
import city.auriga.core.representation.StorableJson;
import city.auriga.iot.device.Place;
import city.auriga.iot.device.ProvisioningException;
import city.auriga.iot.device.ProvisioningException.Code;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads headers, parameters and bodies of the provisioning API. */
final class ProvisioningRequest {
    private static final Pattern PATH = Pattern.compile("/[\\w/-]*|/\\*");
    private static final int MAX_PAGE = 1_000;
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final HttpServletRequest request;
    private final HttpSettings settings;

    ProvisioningRequest(HttpServletRequest request, HttpSettings settings) {
        this.request = request;
        this.settings = settings;
    }

    /** The tenant, and a subservice that is one. */
    Place place() {
        var place = anyPlace();
        if (place.isEverywhere()) {
            throw new ProvisioningException(
                    Code.BAD_REQUEST, "fiware-servicepath: /* is only for listing groups");
        }
        return place;
    }

    Place anyPlace() {
        var path = header("fiware-servicepath", "NGSILD-Path");
        var name = path == null || path.isBlank() ? "/" : path.strip();
        if (!PATH.matcher(name).matches()) {
            throw new ProvisioningException(
                    Code.BAD_REQUEST,
                    "fiware-servicepath: expected a path such as /parks, found '" + name + "'");
        }
        var plain =
                name.length() > 1 && name.endsWith("/")
                        ? name.substring(0, name.length() - 1)
                        : name;
        return new Place(tenant(settings.requireTenant()), plain);
    }

    Tenant tenant(boolean required) {
        var ngsild = request.getHeader("NGSILD-Tenant");
        var name = ngsild == null ? request.getHeader("fiware-service") : ngsild;
        if (name != null && !name.isBlank()) {
            return Tenant.parse(ngsild == null ? "fiware-service" : "NGSILD-Tenant", name);
        }
        if (required) {
            throw new ProvisioningException(
                    Code.MISSING_HEADERS, "Some headers were missing: fiware-service");
        }
        return Tenant.DEFAULT;
    }

    /** A body with one member, an array of objects. */
    List<ObjectNode> documents(String member) throws IOException {
        var root = object();
        var items = root.path(member);
        if (root.size() != 1
                || !items.isArray()
                || items.isEmpty()
                || !items.valueStream().allMatch(JsonNode::isObject)) {
            throw new ProvisioningException(
                    Code.WRONG_SYNTAX,
                    "expected an object with nothing but '" + member + "', an array of objects");
        }
        return items.valueStream().map(ObjectNode.class::cast).toList();
    }

    ObjectNode object() throws IOException {
        var bytes = request.getInputStream().readNBytes(settings.maxBody() + 1);
        if (bytes.length > settings.maxBody()) {
            throw new BodyTooLargeException(settings.maxBody());
        }
        try {
            var document = require(MAPPER.readTree(bytes));
            StorableJson.require(document);
            return document;
        } catch (JacksonException e) {
            throw new ProvisioningException(
                    Code.WRONG_SYNTAX, "not JSON: " + BrokenJson.describe(e));
        } catch (NumberFormatException absurd) {
            throw new ProvisioningException(
                    Code.WRONG_SYNTAX, "not JSON: " + BrokenJson.ABSURD_NUMBER);
        }
    }

    String required(String parameter) {
        var value = request.getParameter(parameter);
        if (value == null) {
            // Not a header, but so the agents of FIWARE call it.
            throw new ProvisioningException(
                    Code.MISSING_HEADERS, "Some parameters were missing: " + parameter);
        }
        return value;
    }

    int limit() {
        return number("limit", 20, 1, MAX_PAGE);
    }

    int offset() {
        return number("offset", 0, 0, Integer.MAX_VALUE);
    }

    private int number(String parameter, int fallback, int min, int max) {
        var text = request.getParameter(parameter);
        if (text == null) {
            return fallback;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // told below
        }
        throw new ProvisioningException(
                Code.BAD_REQUEST,
                parameter
                        + ": expected a number from "
                        + min
                        + " to "
                        + max
                        + ", found '"
                        + text
                        + "'");
    }

    private static ObjectNode require(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new ProvisioningException(Code.WRONG_SYNTAX, "expected an object");
    }

    private @Nullable String header(String name, String alias) {
        var value = request.getHeader(name);
        return value == null ? request.getHeader(alias) : value;
    }
}
