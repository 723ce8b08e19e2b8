package city.auriga.iot.http;

import city.auriga.core.device.DeclaredList;
import city.auriga.core.model.Tenant;
import city.auriga.core.representation.BrokenJson;
import city.auriga.core.representation.StorableJson;
import city.auriga.iot.device.Place;
import city.auriga.iot.device.ProvisioningException;
import city.auriga.iot.device.ProvisioningException.Code;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads headers, parameters and bodies of the provisioning API. */
final class ProvisioningRequest {
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
        var name = path == null || path.isBlank() ? usualPath() : path.strip();
        return new Place(
                tenant(),
                name.equals(Place.EVERYWHERE) ? name : Place.path("fiware-servicepath", name));
    }

    private String usualPath() {
        var fallback = settings.fallback();
        return fallback == null ? "/" : fallback.path();
    }

    Tenant tenant() {
        return named().or(() -> Optional.ofNullable(settings.fallback()).map(Place::tenant))
                .orElseThrow(() ->
                        new ProvisioningException(
                                Code.MISSING_HEADERS, "Some headers were missing: fiware-service"));
    }

    /** The default one if there is no header. */
    Tenant tenantOrDefault() {
        return named().orElse(Tenant.DEFAULT);
    }

    private Optional<Tenant> named() {
        var ngsild = request.getHeader("NGSILD-Tenant");
        var name = ngsild == null ? request.getHeader("fiware-service") : ngsild;
        return name == null || name.isBlank()
                ? Optional.empty()
                : Optional.of(
                        Tenant.parse(ngsild == null ? "fiware-service" : "NGSILD-Tenant", name));
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
        var documents = items.valueStream().map(ObjectNode.class::cast).toList();
        documents.forEach(this::requirePossible);
        return documents;
    }

    ObjectNode object() throws IOException {
        return object(settings.maxBody());
    }

    /**
     * @param most how many bytes
     */
    ObjectNode object(int most) throws IOException {
        var bytes = bytes(most);
        try {
            var document = require(MAPPER.readTree(bytes));
            StorableJson.require(document);
            requirePossible(document);
            return document;
        } catch (JacksonException e) {
            throw new ProvisioningException(
                    Code.WRONG_SYNTAX, "not JSON: " + BrokenJson.describe(e));
        } catch (NumberFormatException absurd) {
            throw new ProvisioningException(
                    Code.WRONG_SYNTAX, "not JSON: " + BrokenJson.ABSURD_NUMBER);
        }
    }

    private void requirePossible(ObjectNode document) {
        if (!settings.commands() && !document.path("commands").isEmpty()) {
            throw new ProvisioningException(
                    Code.METHOD_NOT_IMPLEMENTED,
                    "commands: the Entities are those of another broker (AURIGA_IOT_BROKER_URL);"
                            + " to hear of their changes, the agent needs the URL at which that"
                            + " broker reaches it (AURIGA_IOT_BROKER_NOTIFY_URL)");
        }
        if (!settings.reverse() && DeclaredList.REVERSE.isIn(document)) {
            throw new ProvisioningException(
                    Code.METHOD_NOT_IMPLEMENTED,
                    "reverse: the Entities are those of another broker (AURIGA_IOT_BROKER_URL),"
                            + " which does not tell who has changed them");
        }
        if (!settings.reverse() && isThinned(document)) {
            throw new ProvisioningException(
                    Code.METHOD_NOT_IMPLEMENTED,
                    "deadband, minInterval: the Entities are those of another broker"
                            + " (AURIGA_IOT_BROKER_URL), and what they say now is not known here");
        }
    }

    private static boolean isThinned(ObjectNode document) {
        return Stream.of("attributes", "lazy")
                .flatMap(list -> document.path(list).valueStream())
                .anyMatch(attribute -> attribute.has("deadband") || attribute.has("minInterval"));
    }

    /** The body as it is. */
    byte[] bytes(int limit) throws IOException {
        var bytes = request.getInputStream().readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw new BodyTooLargeException(limit);
        }
        return bytes;
    }

    /** A parameter that is not empty. */
    @Nullable String text(String parameter) {
        var value = request.getParameter(parameter);
        if (value == null || value.isEmpty()) {
            return null;
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new ProvisioningException(
                    Code.BAD_REQUEST, parameter + ": expected a text without control characters");
        }
        return value;
    }

    /** A parameter that is a point in time. */
    @Nullable Instant instant(String parameter) {
        var text = request.getParameter(parameter);
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new ProvisioningException(
                    Code.BAD_REQUEST,
                    parameter
                            + ": expected a time such as 2026-01-31T10:15:00Z, found '"
                            + text
                            + "'");
        }
    }

    /** A parameter that is one of some words; null without it. */
    @Nullable String word(String parameter, Collection<String> words) {
        var text = request.getParameter(parameter);
        if (text == null || words.contains(text)) {
            return text;
        }
        throw new ProvisioningException(
                Code.BAD_REQUEST,
                parameter
                        + ": expected one of "
                        + String.join(", ", words)
                        + ", found '"
                        + text
                        + "'");
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

    /** Of what FIWARE's scripts expect to see as a whole: as many as one answer may hold. */
    int limitOfAll() {
        return number("limit", settings.maxList(), 1, settings.maxList());
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
