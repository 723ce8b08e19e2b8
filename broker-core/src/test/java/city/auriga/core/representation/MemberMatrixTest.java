package city.auriga.core.representation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.json.JsonMapper;

/** Which members an Attribute of each type may have (4.5.2 to 4.5.25), and where no Null may be. */
class MemberMatrixTest {
    private static final JsonMapper LENIENT =
            JsonMapper.builder()
                    .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
                    .enable(JsonReadFeature.ALLOW_UNQUOTED_PROPERTY_NAMES)
                    .build();
    private static final Map<String, String> VALUES =
            Map.of(
                    "Property", "value:1",
                    "GeoProperty", "value:{type:'Point',coordinates:[8,40]}",
                    "LanguageProperty", "languageMap:{en:'a'}",
                    "VocabProperty", "vocab:'a'",
                    "JsonProperty", "json:{a:1}",
                    "ListProperty", "valueList:[1]",
                    "Relationship", "object:'urn:x:1'",
                    "ListRelationship", "objectList:['urn:x:1']");
    private static final Map<String, String> MEMBERS =
            Map.ofEntries(
                    Map.entry("observedAt", "'2026-01-01T00:00:00Z'"),
                    Map.entry("expiresAt", "'2100-01-01T00:00:00Z'"),
                    Map.entry("datasetId", "'urn:d:1'"),
                    Map.entry("unitCode", "'BAR'"),
                    Map.entry("valueType", "'Date'"),
                    Map.entry("objectType", "'T'"),
                    Map.entry("sub", "{type:'Relationship',object:'urn:x:2'}"),
                    Map.entry("ngsildproof", "{type:'Property',value:{}}"),
                    Map.entry("entityIdSealed", "'urn:x:1'"),
                    Map.entry("entityTypeSealed", "'T'"),
                    Map.entry("entity", "{id:'urn:x:1',type:'T'}"),
                    Map.entry("entityList", "[]"),
                    Map.entry("lang", "'en'"));

    @ParameterizedTest(name = "{0} with {1}, without {2}")
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    Property         -> unitCode valueType -> objectType
                    GeoProperty      -> valueType          -> unitCode objectType
                    LanguageProperty ->                    -> unitCode objectType valueType
                    VocabProperty    ->                    -> unitCode objectType
                    JsonProperty     ->                    -> unitCode objectType
                    ListProperty     -> unitCode valueType -> objectType
                    Relationship     -> objectType         -> unitCode valueType
                    ListRelationship -> objectType         -> unitCode valueType
                    """)
    void eachTypeHasItsMembers(String type, String own, String foreign) {
        var allowed = "observedAt expiresAt datasetId sub ngsildproof " + (own == null ? "" : own);
        for (var member : allowed.strip().split(" ")) {
            assertThatCode(() -> read(with(type, member))).as(member).doesNotThrowAnyException();
        }
        var prohibited = foreign + " entityIdSealed entityTypeSealed entity entityList lang";
        for (var member : prohibited.split(" ")) {
            assertRefused(with(type, member), "$.a." + member);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Property",
                "GeoProperty",
                "LanguageProperty",
                "VocabProperty",
                "JsonProperty",
                "ListProperty",
                "Relationship",
                "ListRelationship"
            })
    void eachTypeHasOneValueAndItsOwn(String type) {
        var own = VALUES.get(type);
        assertThatCode(() -> read("a:{type:'%s',%s}".formatted(type, own)))
                .doesNotThrowAnyException();
        assertRefused("a:{type:'%s'}".formatted(type), "$.a");
        for (var other : VALUES.values()) {
            var name = other.substring(0, other.indexOf(':'));
            if (!own.startsWith(name + ":")) {
                assertRefused("a:{type:'%s',%s}".formatted(type, other), "$.a." + name);
                assertRefused("a:{type:'%s',%s,%s}".formatted(type, own, other), "$.a");
                assertRefused("a:{%s,%s}".formatted(own, other), "$.a");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "previousValue",
                "previousObject",
                "previousLanguageMap",
                "previousVocab",
                "previousJson",
                "previousValueList",
                "previousObjectList"
            })
    void whatOnlyTheBrokerShowsIsNotSent(String member) {
        assertRefused("a:{value:1,%s:1}".formatted(member), "$.a." + member);
    }

    /** 4.4: terms of the core that are members and not Attributes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "value",
                "object",
                "languageMap",
                "vocab",
                "json",
                "valueList",
                "objectList",
                "datasetId",
                "instanceId",
                "observedAt",
                "unitCode",
                "valueType",
                "objectType",
                "lang",
                "entity",
                "entityList",
                "previousValue",
                "previousObject",
                "previousLanguageMap",
                "previousVocab",
                "previousJson",
                "previousValueList",
                "previousObjectList",
                "entityIdSealed",
                "entityTypeSealed"
            })
    void wordsOfTheModelAreNoNamesOfAttributes(String name) {
        assertRefused(name + ":{type:'Property',value:1}", "$." + name);
    }

    /** 5.5.4: nothing that is created, appended or replaced may be a Null. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    a:NULL                                    -> $.a
                    a:[{value:1},NULL]                        -> $.a[1]
                    a:{value:NULL}                            -> $.a.value
                    a:{type:'Property',value:NULL}            -> $.a.value
                    a:{value:{k:NULL}}                        -> $.a.value.k
                    a:{value:{k:[{l:NULL}]}}                  -> $.a.value.k[0].l
                    a:{object:NULL}                           -> $.a.object
                    a:{object:['urn:x:1',NULL]}               -> $.a.object[1]
                    a:{languageMap:{'@none':NULL}}            -> $.a.languageMap
                    a:{languageMap:{en:NULL}}                 -> $.a.languageMap.en
                    a:{vocab:NULL}                            -> $.a.vocab
                    a:{json:NULL}                             -> $.a.json
                    a:{valueList:[NULL]}                      -> $.a.valueList
                    a:{objectList:[NULL]}                     -> $.a.objectList
                    a:{value:1,p:NULL}                        -> $.a.p
                    a:{value:1,p:{value:NULL}}                -> $.a.p.value
                    a:{value:1,unitCode:NULL}                 -> $.a.unitCode
                    a:{value:1,observedAt:NULL}               -> $.a.observedAt
                    a:{value:1,expiresAt:NULL}                -> $.a.expiresAt
                    a:{value:1,datasetId:NULL}                -> $.a.datasetId
                    id:NULL                                   -> $.id
                    type:NULL                                 -> $.type
                    scope:NULL                                -> $.scope
                    scope:['/A',NULL]                         -> $.scope
                    expiresAt:NULL                            -> $.expiresAt
                    a:{value:{'@value':NULL}}                 -> $.a.value.@value
                    a:{value:{'@value':{a:1},b:NULL}}         -> $.a.value.b
                    a:{value:{'@type':'@json','@value':NULL}} -> $.a.value.@value
                    a:{value:[1,{k:NULL}]}                    -> $.a.value[1].k
                    a:{valueList:[9,NULL]}                    -> $.a.valueList[1]
                    a:{vocab:['a',NULL]}                      -> $.a.vocab
                    a:{languageMap:{en:[NULL]}}               -> $.a.languageMap.en
                    a:{languageMap:{en:['x',NULL]}}           -> $.a.languageMap.en
                    a:{type:'Point',coordinates:[1,2],k:NULL} -> $.a.k
                    ngsildproof:{value:{k:NULL}}              -> $.ngsildproof.value
                    a:{json:{k:NULL}}                         -> -
                    """)
    void isNoNullWhereThingsAreWhole(String members, String member) {
        var json = members.replace("NULL", "'urn:ngsi-ld:null'");
        if (member.equals("-")) {
            assertThatCode(() -> read(json)).doesNotThrowAnyException();
        } else {
            assertRefused(json, member);
        }
    }

    private static String with(String type, String member) {
        return "a:{type:'%s',%s,%s:%s}"
                .formatted(type, VALUES.get(type), member, MEMBERS.get(member));
    }

    private static void read(String members) {
        new EntityReader(ContextParser.core(), Purpose.CREATE)
                .fragment(LENIENT.readTree("{" + members + "}"));
    }

    private static void assertRefused(String members, String member) {
        assertThatThrownBy(() -> read(members))
                .as(members)
                .isInstanceOfSatisfying(
                        NgsiLdException.class,
                        e -> {
                            assertThat(e.problem()).isEqualTo(Problem.BAD_REQUEST_DATA);
                            assertThat(e.member()).isEqualTo(member);
                        });
    }
}
