package city.auriga.iot.remote;

import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.model.Attribute;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.NgsiLdNull;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.AttributeFragment;
import city.auriga.core.representation.EntityReader;
import city.auriga.core.representation.Purpose;
import city.auriga.iot.remote.NotifiedEntity.Instance;
import city.auriga.iot.remote.NotifiedEntity.Instances;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads NGSI-LD Notifications (5.3.1), normalized or concise, of a broker that was told no
 * &#64;context: names are those of the core, or IRIs. Errors name the member. Pure.
 */
final class NotificationReader {
    private static final EntityReader READER =
            new EntityReader(ContextParser.core(), Purpose.CREATE);
    private static final Set<String> NO_ATTRIBUTES =
            Set.of(
                    "id",
                    "@id",
                    "type",
                    "@type",
                    "@context",
                    "scope",
                    "createdAt",
                    "modifiedAt",
                    "deletedAt",
                    "expiresAt");

    private static final List<String> VALUES =
            List.of("value", "object", "languageMap", "vocab", "json", "valueList", "objectList");
    private static final List<String> ESSENCE =
            Stream.concat(Stream.of("type", "datasetId"), VALUES.stream()).toList();

    /** How much of the command is to be told: a term of the core, or whatever IRI. */
    private static final Pattern QOS = Pattern.compile("(.*[/#:])?qos");

    private NotificationReader() {}

    /**
     * The Entities of a Notification.
     *
     * @param faults {@code BAD_REQUEST_DATA}, one for each Entity that cannot be read
     */
    record Read(List<NotifiedEntity> entities, List<NgsiLdException> faults) {}

    /**
     * Reads what can be read.
     *
     * @throws NgsiLdException {@code BAD_REQUEST_DATA} if it is no Notification
     */
    static Read read(JsonNode body) {
        var type = body.path("type");
        if (!type.asString("").equals("Notification")) {
            throw bad("$.type", "\"Notification\"", type);
        }
        var data = body.path("data");
        if (!data.isArray()) {
            throw bad("$.data", "an array of Entities", data);
        }
        var entities = new ArrayList<NotifiedEntity>();
        var faults = new ArrayList<NgsiLdException>();
        for (int i = 0; i < data.size(); i++) {
            var place = "$.data[" + i + "]";
            try {
                entities.add(entity(data.get(i)));
            } catch (NgsiLdException e) {
                var member = e.member() == null ? "$" : e.member();
                faults.add(NgsiLdException.badData(place + member.substring(1), e.getMessage()));
            }
        }
        return new Read(entities, faults);
    }

    private static NotifiedEntity entity(JsonNode entity) {
        if (!entity.isObject()) {
            throw bad("$", "an Entity", entity);
        }
        var id = entity.path(entity.has("id") ? "id" : "@id");
        if (!id.isString()) {
            throw bad("$.id", "a URI", id);
        }
        var attributes = new ArrayList<Instances>();
        for (var member : entity.properties()) {
            if (!NO_ATTRIBUTES.contains(member.getKey())) {
                var instances = instances(member.getKey(), member.getValue());
                if (!instances.all().isEmpty()) {
                    attributes.add(instances);
                }
            }
        }
        return new NotifiedEntity(
                EntityId.parse(id.stringValue(), "$.id").value(), types(entity), attributes);
    }

    private static Set<String> types(JsonNode entity) {
        var type = entity.path(entity.has("type") ? "type" : "@type");
        var all = type.isArray() ? type.valueStream() : Stream.of(type);
        return all.filter(JsonNode::isString)
                .map(name -> ContextParser.core().expand(name.stringValue()))
                .collect(Collectors.toSet());
    }

    private static Instances instances(String name, JsonNode node) {
        var there = there(node);
        var iri = ContextParser.core().expand(name);
        if (there.isEmpty()) {
            return new Instances(iri, List.of());
        }
        boolean several = there.size() > 1;
        var member = JsonNodeFactory.instance.objectNode();
        if (several) {
            there.forEach(instance -> member.withArray(name).add(essence(instance)));
        } else {
            member.set(name, essence(there.getFirst()));
        }
        var read =
                AttributeFragment.toAttributes(READER.fragment(member).attributes(), Instant.EPOCH)
                        .getOrDefault(iri, List.of());
        var instances = new ArrayList<Instance>();
        for (int i = 0; i < read.size(); i++) {
            instances.add(instance(name, read.get(i), several ? there.get(i) : there.getFirst()));
        }
        return new Instances(iri, instances);
    }

    /** Those that were not deleted. Objects in an array are instances, else it is a value. */
    private static List<JsonNode> there(JsonNode node) {
        boolean several = node.isArray() && node.valueStream().allMatch(JsonNode::isObject);
        return several && !node.isEmpty()
                ? node.valueStream().filter(NotificationReader::isThere).toList()
                : isThere(node) ? List.of(node) : List.of();
    }

    /** What the broker says beside must not keep the command from its device. */
    private static JsonNode essence(JsonNode instance) {
        if (!(instance instanceof ObjectNode object) || VALUES.stream().noneMatch(object::has)) {
            return instance;
        }
        var kept = object.deepCopy().retain(ESSENCE);
        for (var member : object.properties()) {
            if (QOS.matcher(member.getKey()).matches()) {
                kept.set(member.getKey(), said(member.getValue()));
            }
        }
        return kept;
    }

    /** However it is written: who makes the command says what is wrong with it. */
    private static ObjectNode said(JsonNode qos) {
        var value = qos.isNumber() ? qos : qos.path("value");
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "Property")
                .set("value", value.isNumber() ? value : said(qos.toString()));
    }

    private static JsonNode said(String text) {
        return JsonNodeFactory.instance.stringNode(text);
    }

    private static boolean isThere(JsonNode instance) {
        return !NgsiLdNull.isNull(instance)
                && !instance.has("deletedAt")
                && VALUES.stream().noneMatch(value -> NgsiLdNull.isNull(instance.path(value)));
    }

    private static Instance instance(String name, Attribute value, JsonNode node) {
        return new Instance(value, time(name, node, "createdAt"), time(name, node, "modifiedAt"));
    }

    private static @Nullable Instant time(String name, JsonNode instance, String member) {
        var time = instance.path(member);
        if (time.isMissingNode() || time.isNull()) {
            return null;
        }
        var place = "$." + name + "." + member;
        try {
            // With whatever offset and digits a broker writes.
            return OffsetDateTime.parse(time.asString(""))
                    .toInstant()
                    .truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeParseException e) {
            throw bad(place, "a time", time);
        }
    }

    private static NgsiLdException bad(String member, String expected, JsonNode found) {
        var what =
                found.isMissingNode()
                        ? "nothing"
                        : found.isValueNode()
                                ? found.toString()
                                : "an " + found.getNodeType().name().toLowerCase(Locale.ROOT);
        return NgsiLdException.badData(member, "expected " + expected + ", found " + what);
    }
}
