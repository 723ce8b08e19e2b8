package city.auriga.api.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What subscriptions may ask for beyond the values as they are (5.2.12, 5.2.14, 5.8.6). */
class NotificationExtrasTest extends SubscriberTest {
    private static final String ALL_TRIGGERS =
            "entities:[{type:'T'}], notificationTrigger:['attributeCreated','attributeUpdated',"
                    + "'attributeDeleted','entityDeleted']";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    p:{value:1}          -> {p:{value:2}}        -> {p:{type:'Property',value:2,previousValue:1}}
                    p:{object:'urn:x:1'} -> {p:{object:'urn:x:2'}} -> {p:{type:'Relationship',object:'urn:x:2',previousObject:'urn:x:1'}}
                    p:{languageMap:{en:'a'}} -> {p:{languageMap:{en:'b'}}} -> {p:{type:'LanguageProperty',languageMap:{en:'b'},previousLanguageMap:{en:'a'}}}
                    p:{vocab:'a'}        -> {p:{vocab:'b'}}      -> {p:{type:'VocabProperty',vocab:'b',previousVocab:'a'}}
                    p:{json:{a:1}}       -> {p:{json:{a:2}}}     -> {p:{type:'JsonProperty',json:{a:2},previousJson:{a:1}}}
                    p:{valueList:[1]}    -> {p:{valueList:[2]}}  -> {p:{type:'ListProperty',valueList:[2],previousValueList:[1]}}
                    p:{objectList:['urn:x:1']} -> {p:{objectList:['urn:x:2']}} -> {p:{type:'ListRelationship',objectList:[{object:'urn:x:2'}],previousObjectList:[{object:'urn:x:1'}]}}
                    p:[{value:1},{value:5,datasetId:'urn:d:1'}] -> {p:{value:6,datasetId:'urn:d:1'}} -> {p:[{type:'Property',value:1},{type:'Property',value:6,previousValue:5,datasetId:'urn:d:1'}]}
                    q:1                  -> {p:{value:2}}        -> {p:{type:'Property',value:2}}
                    p:{value:1},q:1      -> {p:{value:1},q:{value:2}} -> {p:{type:'Property',value:1}}
                    """)
    void showsWhatValuesWereBefore(String before, String patch, String expected) {
        create("{id:'urn:e:1', type:'T', " + before + "}");
        subscribe("entities:[{type:'T'}]", ", showChanges:true, pick:['p']");
        api.patch(ID + "/attrs", patch).is(204);
        assertThat(received(1)).containsExactly(Json.of(expected));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    format:'normalized'                   -> {p:{type:'Property',value:'urn:ngsi-ld:null'}}
                    format:'concise'                      -> {p:'urn:ngsi-ld:null'}
                    format:'normalized',showChanges:true  -> {p:{type:'Property',value:'urn:ngsi-ld:null',previousValue:1}}
                    format:'concise',showChanges:true     -> {p:{value:'urn:ngsi-ld:null',previousValue:1}}
                    """)
    void showsWhatAGoneAttributeWas(String notification, String expected) {
        create("{id:'urn:e:1', type:'T', p:1, q:2}");
        subscribe(ALL_TRIGGERS, ", pick:['p'], " + notification);
        api.delete(ID + "/attrs/p").is(204);
        assertThat(received(1)).containsExactly(Json.of(expected));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    p:{vocab:'a'}            -> {p:{vocab:'b'}}           -> ngsildConformance:'1.6' -> {p:{type:'Property',value:'b',previousValue:'a'}}
                    p:{languageMap:{en:'a'}} -> {p:{languageMap:{en:'b'}}} -> lang:'en'              -> {p:{type:'Property',value:'b',lang:'en',previousValue:'a'}}
                    """)
    void showsWhatValuesWereInTheWordsOfTheReceiver(
            String before, String patch, String members, String expected) {
        create("{id:'urn:e:1', type:'T', " + before + "}");
        subscribe("entities:[{type:'T'}], " + members, ", showChanges:true, pick:['p']");
        api.patch(ID + "/attrs", patch).is(204);
        assertThat(received(1)).containsExactly(Json.of(expected));
    }

    @Test
    void showsChangesInGeoJson() {
        create("{id:'urn:e:1', type:'T', p:1, q:2, location:{type:'Point',coordinates:[1,2]}}");
        subscribeInGeoJson();
        api.patch(ID + "/attrs/p", "{value:2}").is(204);
        api.delete(ID + "/attrs/q").is(204);
        api.delete(ID).is(204);

        var features =
                receiver.await(3).stream()
                        .map(d -> d.body().get("data").get("features").get(0))
                        .toList();
        assertThat(features.get(0).get("properties").get("p"))
                .isEqualTo(Json.of("{type:'Property',value:2,previousValue:1}"));
        assertThat(features.get(1).get("properties").get("q"))
                .isEqualTo(Json.of("{type:'Property',value:'urn:ngsi-ld:null',previousValue:2}"));
        assertThat(features.get(2).get("geometry").isNull()).isTrue();
        assertThat(features.get(2).get("properties").has("deletedAt")).isTrue();
        assertThat(features.get(2).get("properties").get("p").get("previousValue").asInt())
                .isEqualTo(2);
    }

    private void subscribeInGeoJson() {
        api.post(
                        "/subscriptions",
                        """
                        {id:'urn:s:1', type:'Subscription', %s, notification:{showChanges:true,
                          endpoint:{uri:'%s', accept:'application/geo+json'}}}
                        """
                                .formatted(ALL_TRIGGERS, receiver.url()))
                .is(201);
    }

    @Test
    void showsTheTimesOfAGoneAttribute() {
        create("{id:'urn:e:1', type:'T', p:1}");
        subscribe(ALL_TRIGGERS, ", sysAttrs:true");
        api.delete(ID + "/attrs/p").is(204);
        var marker = received(1).getFirst().path("p");
        assertThat(marker.propertyNames())
                .contains("type", "value", "createdAt", "modifiedAt", "deletedAt");
    }

    @Test
    void showsWhatAGoneEntityWas() {
        create("{id:'urn:e:1', type:'T', p:1}");
        subscribe(
                "entities:[{type:'T'}], notificationTrigger:['entityDeleted']",
                ", showChanges:true");
        api.delete(ID).is(204);
        var entity = received(1).getFirst();
        assertThat(entity.has("deletedAt")).isTrue();
        assertThat(entity.path("p"))
                .isEqualTo(Json.of("{type:'Property',value:'urn:ngsi-ld:null',previousValue:1}"));
    }

    @Test
    void speaksOneLanguage() {
        subscribe("entities:[{type:'T'}], lang:'sk'", ", format:'simplified'");
        create("{id:'urn:e:1', type:'T', p:{languageMap:{en:'a',sk:'b'}}}");
        assertThat(received(1)).containsExactly(Json.of("{id:'urn:e:1',type:'T',p:'b'}"));
    }

    @Test
    void speaksAnOlderVersion() {
        subscribe("entities:[{type:'T'}], ngsildConformance:'1.6'", ", pick:['p']");
        create("{id:'urn:e:1', type:'T', p:{vocab:'a'}}");
        assertThat(received(1)).containsExactly(Json.of("{p:{type:'Property',value:'a'}}"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    join:'inline',pick:['in']          -> [{in:{id:'urn:c:1',type:'C',name:'Nitra'}}]
                    join:'inline',pick:['in{name}']    -> [{in:{name:'Nitra'}}]
                    join:'flat',attributes:['in']      -> [{id:'urn:e:1',type:'T',in:'urn:c:1'},{id:'urn:c:1',type:'C',name:'Nitra'}]
                    join:'@none',pick:['in']           -> [{in:'urn:c:1'}]
                    """)
    void joinsWhatItLinksTo(String notification, String expected) {
        create("{id:'urn:c:1', type:'C', name:'Nitra'}");
        subscribe("entities:[{type:'T'}]", ", format:'simplified', " + notification);
        create("{id:'urn:e:1', type:'T', in:{object:'urn:c:1'}}");
        assertThat(receiver.await(1).getFirst().body().path("data")).isEqualTo(Json.of(expected));
    }

    @Test
    void asksLinkedEntitiesToo() {
        create("{id:'urn:c:1', type:'C', name:'Nitra'}");
        subscribe("entities:[{type:'T'}], q:'in{name}==\"Nitra\";n>1'", ", pick:['n']");
        create("{id:'urn:e:1', type:'T', n:1, in:{object:'urn:c:1'}}");
        create("{id:'urn:e:2', type:'T', n:2, in:{object:'urn:c:9'}}");
        create("{id:'urn:e:3', type:'T', n:3, in:{object:'urn:c:1'}}");
        assertThat(received(1)).containsExactly(Json.of("{n:{type:'Property',value:3}}"));
        Outboxes.awaitNone(tenant);
        assertThat(receiver.await(1)).hasSize(1);
    }

    @Test
    void isNotToldMoreOftenThanItLikes() {
        subscribe("entities:[{type:'T'}], throttling:3600", "");
        create("{id:'urn:e:1', type:'T', p:1}");
        receiver.await(1);
        api.patch(ID + "/attrs/p", "{value:2}").is(204);
        create("{id:'urn:e:2', type:'T', p:1}");
        Outboxes.awaitNone(tenant);
        assertThat(receiver.await(1)).hasSize(1);
        var shown = api.get("/subscriptions/urn:s:1").json().path("notification");
        assertThat(shown.path("timesSent").asInt()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    throttling:0                                     -> $.throttling
                    throttling:'5'                                   -> $.throttling
                    lang:5                                           -> $.lang
                    ngsildConformance:'new'                          -> $.ngsildConformance
                    splitEntities:1                                  -> $.splitEntities
                    notification:{join:'x',endpoint:{uri:'http://localhost:1/'}}           -> $.notification.join
                    notification:{join:'inline',joinLevel:0,endpoint:{uri:'http://localhost:1/'}} -> $.notification.joinLevel
                    notification:{joinLevel:1,endpoint:{uri:'http://localhost:1/'}}        -> $.notification.joinLevel
                    notification:{pick:['in{name}'],endpoint:{uri:'http://localhost:1/'}}  -> $.notification.pick
                    notification:{showChanges:true,format:'simplified',endpoint:{uri:'http://localhost:1/'}} -> $.notification.showChanges
                    notification:{showChanges:1,endpoint:{uri:'http://localhost:1/'}}      -> $.notification.showChanges
                    notification:{endpoint:{uri:'http://localhost:1/',cooldown:0}}         -> $.notification.endpoint.cooldown
                    """)
    void refusesWhatMakesNoSense(String members, String path) {
        var notification =
                members.startsWith("notification")
                        ? ""
                        : ", notification:{endpoint:{uri:'http://localhost:1/'}}";
        api.post(
                        "/subscriptions",
                        "{type:'Subscription', entities:[{type:'T'}], "
                                + members
                                + notification
                                + "}")
                .isProblem(400, "BadRequestData", path);
    }
}
