package city.auriga.api.fuzz;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Set;

/** The members of each kind of body, by name. */
final class GrammarTables {
    static final Set<String> VALUE_MEMBERS =
            Set.of("value", "object", "languageMap", "vocab", "json", "valueList", "objectList");

    static final Set<String> ATTRIBUTE_TYPES =
            Set.of(
                    "Property",
                    "Relationship",
                    "GeoProperty",
                    "LanguageProperty",
                    "VocabProperty",
                    "JsonProperty",
                    "ListProperty",
                    "ListRelationship");

    static final Map<String, Kind> ENTITY =
            Map.ofEntries(
                    entry("id", Kind.URI),
                    entry("scope", Kind.SCOPE),
                    entry("expiresAt", Kind.TIME),
                    entry("observedAt", Kind.TIME),
                    entry("datasetId", Kind.URI),
                    entry("unitCode", Kind.TEXT),
                    entry("valueType", Kind.TEXT),
                    entry("value", Kind.VALUE),
                    entry("object", Kind.URI),
                    entry("objectType", Kind.VOCABULARY),
                    entry("languageMap", Kind.LANGUAGE_MAP),
                    entry("vocab", Kind.VOCABULARY),
                    entry("json", Kind.JSON_VALUE),
                    entry("valueList", Kind.LIST),
                    entry("objectList", Kind.URIS));

    static final Map<String, Kind> SUBSCRIPTION =
            Map.ofEntries(
                    entry("subscriptionName", Kind.TEXT),
                    entry("description", Kind.TEXT),
                    entry("entities", Kind.SELECTORS),
                    entry("idPattern", Kind.REGEX),
                    entry("watchedAttributes", Kind.WATCHED),
                    entry("notificationTrigger", Kind.TRIGGERS),
                    entry("q", Kind.Q),
                    entry("csf", Kind.Q),
                    entry("scopeQ", Kind.SCOPE_Q),
                    entry("geoQ", Kind.OBJECT),
                    entry("georel", Kind.GEOREL),
                    entry("geometry", Kind.GEOMETRY),
                    entry("coordinates", Kind.POINT),
                    entry("geoproperty", Kind.TEXT),
                    entry("isActive", Kind.FLAG),
                    entry("localOnly", Kind.FLAG),
                    entry("expiresAt", Kind.TIME),
                    entry("datasetId", Kind.NAMES),
                    entry("jsonldContext", Kind.URI),
                    entry("notification", Kind.OBJECT),
                    entry("attributes", Kind.WATCHED),
                    entry("format", Kind.FORMAT),
                    entry("sysAttrs", Kind.FLAG),
                    entry("endpoint", Kind.OBJECT),
                    entry("uri", Kind.ENDPOINT),
                    entry("accept", Kind.ACCEPT),
                    entry("timeout", Kind.POSITIVE),
                    entry("receiverInfo", Kind.RECEIVER_INFO),
                    entry("key", Kind.TEXT),
                    entry("value", Kind.TEXT));

    static final Map<String, Kind> QUERY =
            Map.ofEntries(
                    entry("entities", Kind.SELECTORS),
                    entry("idPattern", Kind.REGEX),
                    entry("q", Kind.Q),
                    entry("csf", Kind.Q),
                    entry("scopeQ", Kind.SCOPE_Q),
                    entry("geoQ", Kind.OBJECT),
                    entry("georel", Kind.GEOREL),
                    entry("geometry", Kind.GEOMETRY),
                    entry("coordinates", Kind.POINT),
                    entry("geoproperty", Kind.TEXT),
                    entry("pick", Kind.WATCHED),
                    entry("omit", Kind.WATCHED),
                    entry("lang", Kind.TEXT),
                    entry("datasetId", Kind.DATASETS),
                    entry("join", Kind.JOIN),
                    entry("joinLevel", Kind.POSITIVE),
                    entry("containedBy", Kind.DATASETS),
                    entry("expandValues", Kind.TEXT),
                    entry("jsonKeys", Kind.TEXT),
                    entry("ordering", Kind.OBJECT),
                    entry("orderBy", Kind.ORDER),
                    entry("collation", Kind.COLLATION),
                    entry("entityMapLifetime", Kind.DURATION));

    static final Map<String, Kind> PROVISIONING =
            Map.ofEntries(
                    entry("services", Kind.PROVISIONED),
                    entry("devices", Kind.PROVISIONED),
                    entry("resource", Kind.PROVISIONED_TEXT),
                    entry("apikey", Kind.PROVISIONED_TEXT),
                    entry("device_id", Kind.PROVISIONED_NAME),
                    entry("entity_type", Kind.PROVISIONED_TYPE),
                    entry("timestamp", Kind.FLAG),
                    entry("autoprovision", Kind.FLAG),
                    entry("explicitAttrs", Kind.FLAG),
                    entry("timezone", Kind.ZONE),
                    entry("attributes", Kind.DECLARATIONS),
                    entry("static_attributes", Kind.DECLARATIONS),
                    entry("commands", Kind.DECLARATIONS),
                    entry("lazy", Kind.DECLARATIONS),
                    entry("object_id", Kind.PROVISIONED_NAME),
                    entry("name", Kind.PROVISIONED_NAME),
                    entry("metadata", Kind.METADATA));

    private GrammarTables() {}
}
