package city.auriga.api.feed;

import city.auriga.api.binding.Parameters;
import city.auriga.core.jsonld.Context;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.subscription.Feeds;
import city.auriga.core.subscription.Subscription;
import city.auriga.core.subscription.SubscriptionDocuments;
import city.auriga.core.subscription.SubscriptionKey;
import city.auriga.core.subscription.SubscriptionReader;
import java.util.List;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Parameters of a request as the subscription that they mean (5.2.12). */
final class FeedParameters {
    private static final JsonMapper JSON = new JsonMapper();
    private static final SubscriptionReader READER = new SubscriptionReader();

    /** A page that shows Entities must hear when there is one less, too. */
    private static final List<String> TRIGGERS =
            List.of("attributeCreated", "attributeUpdated", "attributeDeleted", "entityDeleted");

    private static final List<String> LISTS =
            List.of("watchedAttributes", "datasetId", "expandValues", "jsonKeys");
    private static final List<String> TEXTS = List.of("scopeQ", "lang");
    private static final List<String> GEO = List.of("georel", "geometry", "geoproperty");
    private static final List<String> FORMATS =
            List.of("normalized", "concise", "simplified", "keyValues", "sysAttrs", "showChanges");

    private final Parameters parameters;

    private FeedParameters(Parameters parameters) {
        this.parameters = parameters;
    }

    /** A feed that nobody has opened yet. */
    record Wish(SubscriptionKey key, Subscription subscription) {}

    /**
     * @throws NgsiLdException BadRequestData or InvalidRequest that names the parameter
     */
    static Wish parse(Tenant tenant, Parameters parameters, Context context) {
        var id = Feeds.ID_PREFIX + UUID.randomUUID();
        var body = new FeedParameters(parameters).subscription();
        try {
            var document = SubscriptionDocuments.create(body, context, id);
            return new Wish(new SubscriptionKey(tenant, id), READER.readFeed(document));
        } catch (NgsiLdException e) {
            throw e.member() == null ? e : e.at(parameter(e.member()));
        }
    }

    /** Members have the names of parameters, but for where they stand. */
    private static String parameter(String path) {
        var member = path.substring(path.lastIndexOf('.') + 1);
        int index = member.indexOf('[');
        return index < 0 ? member : member.substring(0, index);
    }

    private ObjectNode subscription() {
        var body = JSON.createObjectNode();
        body.put("type", "Subscription");
        selector(body.putArray("entities").addObject());
        TEXTS.forEach(name -> parameters.find(name).ifPresent(text -> body.put(name, text)));
        // A subscription's q may be percent-encoded, this one is decoded already.
        parameters.find("q").ifPresent(q -> body.put("q", q.replace("%", "%25")));
        for (var name : LISTS) {
            if (parameters.has(name)) {
                putList(body, name, parameters.list(name));
            }
        }
        putList(
                body,
                "notificationTrigger",
                parameters.has("notificationTrigger")
                        ? parameters.list("notificationTrigger")
                        : TRIGGERS);
        geoQ(body);
        notification(body.putObject("notification"));
        return body;
    }

    private void selector(ObjectNode selector) {
        selector.put("type", parameters.find("type").orElse("*"));
        if (parameters.has("id")) {
            putList(selector, "id", parameters.list("id"));
        }
        parameters.find("idPattern").ifPresent(pattern -> selector.put("idPattern", pattern));
    }

    private void geoQ(ObjectNode body) {
        if (GEO.stream().noneMatch(parameters::has) && !parameters.has("coordinates")) {
            return;
        }
        var geo = body.putObject("geoQ");
        GEO.forEach(name -> parameters.find(name).ifPresent(text -> geo.put(name, text)));
        parameters
                .find("coordinates")
                .ifPresent(text -> {
                    try {
                        geo.set("coordinates", JSON.readTree(text));
                    } catch (JacksonException notJson) {
                        throw NgsiLdException.badData(
                                "coordinates",
                                "expected a JSON array such as [8,40], found '" + text + "'");
                    }
                });
    }

    private void notification(ObjectNode notification) {
        for (var name : List.of("pick", "omit")) {
            parameters
                    .find(name)
                    .ifPresent(text ->
                            putList(
                                    notification,
                                    name,
                                    text.indexOf('{') < 0 ? parameters.list(name) : List.of(text)));
        }
        for (var option : parameters.keywords("options", FORMATS)) {
            switch (option) {
                case "sysAttrs", "showChanges" -> notification.put(option, true);
                default -> notification.put("format", option);
            }
        }
        parameters.find("format").ifPresent(format -> notification.put("format", format));
    }

    private static void putList(ObjectNode object, String name, List<String> items) {
        var array = object.putArray(name);
        items.forEach(array::add);
    }
}
