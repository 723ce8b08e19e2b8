package city.auriga.iot.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.model.Attribute;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.ApplyReading;
import city.auriga.core.representation.AttributeFragment;
import city.auriga.iot.mapping.AttributeRule.MetadataRule;
import city.auriga.iot.mapping.AttributeRule.StaticRule;
import city.auriga.iot.payload.Measure;
import city.auriga.iot.payload.PayloadType;
import city.auriga.iot.payload.Payloads;
import city.auriga.iot.payload.Protocol;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MappingTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final String DEFAULT = "https://uri.etsi.org/ngsi-ld/default-context/";
    private static final Arrival ARRIVAL = new Arrival(NOW, "/json/k/1/attrs", Map.of());
    private static final Target SENSOR = new Target("urn:ngsi-ld:Sensor:1", List.of("Sensor"));

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiterString = ";",
            quoteCharacter = '`',
            textBlock =
                    """
                    Text       ; "5"                 ; Property[value="5"]
                    Whatever   ; [1]                 ; Property[value=[1]]
                    Number     ; "1.5e3"             ; Property[value=1.5E+3]
                    float      ; 7                   ; Property[value=7]
                    Boolean    ; "off"               ; Property[value=false]
                    Boolean    ; 1                   ; Property[value=true]
                    Object     ; "{\\"a\\":1}"       ; Property[value={"https://uri.etsi.org/ngsi-ld/default-context/a":1}]
                    Object     ; "{\\"a\\":1e76020076001}" ; Property[value="{\\"a\\":1e76020076001}"]
                    DateTime   ; "2026-01-01T01:00:00+01:00" ; Property[value="2026-01-01T00:00:00Z"]
                    DateTime   ; 1767225600          ; Property[value="2026-01-01T00:00:00Z"]
                    Date       ; "2026-01-01"        ; Property[value="2026-01-01"]
                    Date       ; "2026-01-01T23:30:00-02:00" ; Property[value="2026-01-02"]
                    Date       ; "2026-01-01T10:00:00" ; Property[value="2026-01-01"]
                    Date       ; 1767225600          ; Property[value="2026-01-01"]
                    Time       ; "10:30:00"          ; Property[value="10:30:00"]
                    Time       ; "10:30:00Z"         ; Property[value="10:30:00Z"]
                    Time       ; "10:30:00.5+02:00"  ; Property[value="08:30:00.5Z"]
                    Number     ; {"@type":"Integer","@value":"5"} ; Property[value=5]
                    DateTime   ; {"@type":"DateTime","@value":"2026-01-01T01:00:00+01:00"} ; Property[value="2026-01-01T00:00:00Z"]
                    geo:point  ; "-3.8,43.46"        ; GeoProperty[value={"type":"Point","coordinates":[-3.8,43.46]}]
                    Point      ; [-3.8,43.46]        ; GeoProperty[value={"type":"Point","coordinates":[-3.8,43.46]}]
                    GeoProperty ; {"type":"Point","coordinates":[1,2]} ; GeoProperty[value={"type":"Point","coordinates":[1,2]}]
                    LineString ; [0,0,1,1]           ; GeoProperty[value={"type":"LineString","coordinates":[[0,0],[1,1]]}]
                    geo:linestring ; ["0,0","1,1"]   ; GeoProperty[value={"type":"LineString","coordinates":[[0,0],[1,1]]}]
                    Polygon    ; [0,0,1,0,1,1,0,0]   ; GeoProperty[value={"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}]
                    Relationship ; "urn:ngsi-ld:A:1" ; Relationship[objects=[urn:ngsi-ld:A:1]]
                    Relationship ; ["urn:a:1","urn:a:2"] ; Relationship[objects=[urn:a:1, urn:a:2]]
                    LanguageProperty ; {"es":"calle"} ; LanguageProperty[languageMap={"es":"calle"}]
                    JsonProperty ; {"a":{"b":1}}     ; JsonProperty[json={"a":{"b":1}}]
                    ListProperty ; [1,2]             ; ListProperty[valueList=[1,2]]
                    ListRelationship ; ["urn:a:1"]   ; ListRelationship[objects=[urn:a:1]]
                    VocabProperty ; "open"           ; VocabProperty[vocab=[https://uri.etsi.org/ngsi-ld/default-context/open]]
                    """)
    void convertsByDeclaredType(String type, String value, String expected) {
        var mapped = map(profile(rule("a", type)), "{\"a\":" + value + "}");
        assertThat(mapped.faults()).isEmpty();
        assertThat(attribute(mapped, "a").value()).hasToString(expected);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiterString = ";",
            quoteCharacter = '`',
            textBlock =
                    """
                    Number ; "warm"
                    Number ; "1e999999999"
                    Number ; "1e76020076001"
                    Number ; 1e-999999999
                    Object ; "{\\"a\\":1e999999999}"
                    Number ; true
                    Boolean ; "maybe"
                    DateTime ; "yesterday"
                    DateTime ; 1e999999999
                    DateTime ; 1e-999999999
                    DateTime ; -1e-999999999
                    Date ; "2026-02-30"
                    Date ; "tomorrow"
                    Time ; "25:00:00"
                    Time ; "10:30:00 in the morning"
                    Point ; [1]
                    Point ; "1/2"
                    Point ; [1,95]
                    Point ; "1e999999999,1"
                    Point ; [1,1e-999999999]
                    Point ; "1e76020076001,1"
                    Point ; [[]]
                    Point ; [{},1]
                    MultiPoint ; [[[1,2]]]
                    LineString ; [0,0,1]
                    Polygon ; [0,0,1,1]
                    GeoProperty ; {"type":"Nowhere"}
                    Relationship ; "not a uri"
                    LanguageProperty ; 5
                    Text ; "urn:ngsi-ld:null"
                    """)
    void leavesOutWhatDoesNotFitAndKeepsTheRest(String type, String value) {
        var mapped = map(profile(rule("a", type)), "{\"a\":" + value + ",\"b\":1}");
        assertThat(mapped.faults()).hasSize(1).first().asString().startsWith("a: ");
        assertThat(mapped.entities().getFirst().fragment().attributes())
                .containsOnlyKeys(DEFAULT + "b");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    {"a":{"type":"Point","coordinates":[1,2]}} -> default-context/a -> GeoProperty[value={"type":"Point","coordinates":[1,2]}]
                    {"location":{"type":"Point","coordinates":[1,2]}} -> location -> GeoProperty[value={"type":"Point","coordinates":[1,2]}]
                    {"value":1}             -> default-context/measure_value  -> Property[value=1]
                    {"scope":"/a"}          -> default-context/measure_scope  -> Property[value="/a"]
                    {"unitCode":"CEL"}      -> default-context/measure_unitCode -> Property[value="CEL"]
                    """)
    void nobodyHasToDeclareWhatADeviceSends(String measure, String name, String value) {
        var mapped = map(profile(), measure);
        assertThat(mapped.faults()).isEmpty();
        var attributes = mapped.entities().getFirst().fragment().attributes();
        assertThat(attributes).containsOnlyKeys("https://uri.etsi.org/ngsi-ld/" + name);
        assertThat(attributes.values().iterator().next().getFirst())
                .asString()
                .contains("value=" + value);
    }

    @Test
    void aMeasureOfWhichNothingFitsMakesNoEntity() {
        var mapped = map(profile(rule("a", "Number")), "{\"a\":1e-999999999,\"no name\":1}");
        assertThat(mapped.faults()).hasSize(2);
        assertThat(mapped.entities()).isEmpty();
    }

    @Test
    void renamesAndDescribes() {
        var metadata =
                List.of(
                        new MetadataRule("unitCode", DeclaredType.NONE, json("\"CEL\""), null),
                        new MetadataRule(
                                "accuracy", DeclaredType.of("Number"), json("\"0.5\""), null));
        var rule = rule("t", "temperature", ValueKind.NUMBER, metadata, null, null);
        var attribute = attribute(map(profile(rule), "{\"t\":20}"), "temperature");
        assertThat(attribute.unitCode()).isEqualTo("CEL");
        assertThat(attribute.attributes()).containsOnlyKeys(DEFAULT + "accuracy");
        assertThat(attribute.observedAt()).isEqualTo(NOW);
    }

    @Test
    void coreTermsKeepTheirNames() {
        var mapped = map(profile(rule("location", "geo:point")), "{\"location\":\"1,2\"}");
        assertThat(mapped.entities().getFirst().fragment().attributes())
                .containsOnlyKeys("https://uri.etsi.org/ngsi-ld/location");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = ";",
            quoteCharacter = '`',
            textBlock =
                    """
                    "2026-05-01T09:00:00Z"      ; 2026-05-01T09:00:00Z
                    "2026-05-01T11:00:00+02:00" ; 2026-05-01T09:00:00Z
                    "2026-05-01T11:00:00+0200"  ; 2026-05-01T09:00:00Z
                    "2026-05-01T11:00:00"       ; 2026-05-01T09:00:00Z
                    "2026-05-01 11:00:00.5"     ; 2026-05-01T09:00:00.500Z
                    "20260501T090000Z"          ; 2026-05-01T09:00:00Z
                    "2026-05-01"                ; 2026-04-30T22:00:00Z
                    1777626000                  ; 2026-05-01T09:00:00Z
                    1777626000000               ; 2026-05-01T09:00:00Z
                    "1777626000000000"          ; 2026-05-01T09:00:00Z
                    1777626000000000000         ; 2026-05-01T09:00:00Z
                    1777626000.25               ; 2026-05-01T09:00:00.250Z
                    """)
    void understandsTimes(String time, String expected) {
        assertThat(Timestamps.parse(json(time), ZoneId.of("Europe/Madrid")))
                .contains(Instant.parse(expected));
    }

    @Test
    void aTimeThatIsNoneOrInTheFutureIsReplacedByTheArrival() {
        for (var time : List.of("\"soon\"", "\"2027-01-01T00:00:00Z\"")) {
            var mapped = map(profile(), "{\"a\":1,\"TimeInstant\":" + time + "}");
            assertThat(attribute(mapped, "a").observedAt()).isEqualTo(NOW);
            assertThat(mapped.faults()).hasSize(1);
        }
    }

    @Test
    void withoutStampsOnlyTheDeviceTellsTheTime() {
        var silent = profile(List.of(), List.of(), false, false);
        assertThat(attribute(map(silent, "{\"a\":1}"), "a").observedAt()).isNull();
        var told = map(silent, "{\"a\":1,\"TimeInstant\":\"2026-05-01T09:00:00Z\"}");
        assertThat(attribute(told, "a").observedAt())
                .isEqualTo(Instant.parse("2026-05-01T09:00:00Z"));
    }

    @Test
    void anAttributeMayBeTheTime() {
        var rule = rule("ts", "TimeInstant", ValueKind.DATE_TIME, List.of(), null, null);
        var mapped = map(profile(rule), "{\"a\":1,\"ts\":1777626000}");
        assertThat(attribute(mapped, "a").observedAt())
                .isEqualTo(Instant.parse("2026-05-01T09:00:00Z"));
        assertThat(mapped.entities().getFirst().fragment().attributes()).hasSize(1);
    }

    @Test
    void explicitAttributesLeaveTheOthersOut() {
        var explicit = profile(List.of(rule("a", "Number")), List.of(), true, true);
        assertThat(map(explicit, "{\"a\":1,\"b\":2}").entities().getFirst().fragment().attributes())
                .containsOnlyKeys(DEFAULT + "a");
    }

    @ParameterizedTest
    @CsvSource({"-999", "-999.0", "-9.99e2"})
    void skipsNullAndTheSkipValue(String skipped) {
        var rule = rule("a", "a", ValueKind.NUMBER, List.of(), json("-999"), null);
        var mapped = map(profile(rule), "{\"a\":" + skipped + ",\"b\":null}");
        assertThat(mapped.entities()).isEmpty();
        assertThat(mapped.faults()).isEmpty();
    }

    /** Under its own name or that of the attribute: what goes with the value is not lost. */
    @ParameterizedTest
    @CsvSource({"x", "temperature"})
    void takesWhatGoesWithAValue(String name) {
        var rule = rule("x", "temperature", ValueKind.PLAIN, List.of(), null, null);
        var entity =
                """
                {"id":"urn:ngsi-ld:Sensor:1","type":"Sensor","%s":{"type":"Property","value":1,
                 "unitCode":"CEL","observedAt":"2020-01-01T00:00:00Z"}}\
                """
                        .formatted(name);
        var mapped = mapEntity(profile(rule), entity);
        var temperature = attribute(mapped, "temperature");
        assertThat(temperature.observedAt()).isEqualTo("2020-01-01T00:00:00Z");
    }

    @Test
    void takesNoTimeOfTheFuture() {
        var entity =
                """
                {"id":"urn:ngsi-ld:Sensor:1","type":"Sensor",
                 "t":{"type":"Property","value":1,"observedAt":"2099-01-01T00:00:00Z"}}\
                """;
        var mapped = mapEntity(profile(), entity);
        assertThat(mapped.faults()).isNotEmpty();
        assertThat(mapped.entities().getFirst().fragment().attributes())
                .doesNotContainKey(DEFAULT + "t");
    }

    @Test
    void sendsAttributesToOtherEntities() {
        var room = TargetRule.of("urn:ngsi-ld:Room:1", List.of("Room"), "entity_name");
        var rule = rule("h", "humidity", ValueKind.NUMBER, List.of(), null, room);
        assertThat(map(profile(rule), "{\"h\":40,\"t\":20}").entities())
                .extracting(entity -> entity.id().value())
                .containsExactlyInAnyOrder("urn:ngsi-ld:Room:1", "urn:ngsi-ld:Sensor:1");
    }

    @Test
    void constantsComeWithTheFirstMeasureOnlyAndAreNotStamped() {
        var fixed =
                List.of(
                        new StaticRule(
                                "floor",
                                DeclaredType.of("Number"),
                                json("3"),
                                null,
                                List.of(),
                                null,
                                Handling.USUAL));
        var profile = profile(List.of(), fixed, false, true);
        var first = Mapping.of(profile, measure("{\"a\":1}"), ARRIVAL).apply(true);
        assertThat(attribute(first, "floor").observedAt()).isNull();
        assertThat(map(profile, "{\"a\":1}").entities().getFirst().fragment().attributes())
                .containsOnlyKeys(DEFAULT + "a");
    }

    @ParameterizedTest
    @CsvSource({"scope", "@context", "createdAt", "expiresAt", "a<b", "''"})
    void declaredNamesThatTheModelForbidsAreFaults(String name) {
        var mapped = map(profile(rule(name, "Text")), "{\"" + name + "\":1,\"b\":2}");
        assertThat(mapped.faults()).hasSize(1);
        assertThat(mapped.entities()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    dev 1,          Sensor,                 urn:ngsi-ld:Sensor:dev%201
                    1,              https://example.org/Car, urn:ngsi-ld:Car:1
                    """)
    void derivesIds(String device, String type, String id) {
        assertThat(EntityIds.derived(device, type, ":")).isEqualTo(id);
    }

    private static AttributeRule rule(String name, String type) {
        return rule(name, name, ValueKind.of(type), List.of(), null, null);
    }

    private static AttributeRule rule(
            String objectId,
            String name,
            ValueKind kind,
            List<MetadataRule> metadata,
            @Nullable JsonNode skipValue,
            @Nullable TargetRule target) {
        return new AttributeRule(
                objectId,
                name,
                new DeclaredType(kind, null),
                List.of(),
                null,
                metadata,
                skipValue,
                target,
                null,
                Handling.USUAL,
                List.of(),
                false);
    }

    /** It would ask for a command again. */
    @Test
    void whatIsMeasuredUnderTheNameOfACommandIsLeftOut() {
        var mapped = map(profile(rule("x", "Number")), "{\"ordered\":1,\"x\":2}");
        assertThat(mapped.entities().getFirst().fragment().attributes().keySet())
                .containsExactly(DEFAULT + "x");
    }

    private static DeviceProfile profile(AttributeRule... rules) {
        return profile(List.of(rules), List.of(), false, true);
    }

    private static DeviceProfile profile(
            List<AttributeRule> rules, List<StaticRule> statics, boolean explicit, boolean stamp) {
        return new DeviceProfile(
                new Tenant("city"),
                "/",
                "1",
                List.of(),
                SENSOR,
                null,
                rules,
                statics,
                null,
                explicit ? ExplicitAttrs.ON : ExplicitAttrs.OFF,
                stamp,
                PayloadType.IOTAGENT,
                ApplyReading.Late.TO_HISTORY,
                Rates.UNLIMITED,
                100,
                Set.of("ordered"),
                Conventions.of(ZoneId.of("Europe/Madrid")),
                Watch.USUAL,
                ContextParser.core());
    }

    private static Mapped mapEntity(DeviceProfile profile, String entity) {
        var measures =
                Payloads.decode(
                        Protocol.JSON,
                        PayloadType.NGSILD,
                        null,
                        entity.getBytes(StandardCharsets.UTF_8));
        return Mapping.of(profile, measures.measures().getFirst(), ARRIVAL).apply(false);
    }

    private static Mapped map(DeviceProfile profile, String payload) {
        return Mapping.of(profile, measure(payload), ARRIVAL).apply(false);
    }

    private static Measure measure(String payload) {
        return Payloads.decode(
                        Protocol.JSON,
                        PayloadType.IOTAGENT,
                        null,
                        payload.getBytes(StandardCharsets.UTF_8))
                .measures()
                .getFirst();
    }

    private static Attribute attribute(Mapped mapped, String name) {
        @Nullable Map<String, List<Attribute>> attributes =
                AttributeFragment.toAttributes(
                        mapped.entities().getFirst().fragment().attributes(), NOW);
        return attributes.get(DEFAULT + name).getFirst();
    }

    private static JsonNode json(String text) {
        return new JsonMapper().readTree(text);
    }
}
