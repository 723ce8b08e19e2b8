package city.auriga.api.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.ContextServer;
import city.auriga.api.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a notification says (5.3.1, 5.8.6). */
class NotificationContentTest extends SubscriberTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    format:'normalized' -> {id:'urn:e:1',type:'T',a:{type:'Property',value:1,unitCode:'C'},r:{type:'Relationship',object:'urn:x:1'}}
                    format:'concise' -> {id:'urn:e:1',type:'T',a:{value:1,unitCode:'C'},r:{object:'urn:x:1'}}
                    format:'keyValues' -> {id:'urn:e:1',type:'T',a:1,r:'urn:x:1'}
                    format:'simplified' -> {id:'urn:e:1',type:'T',a:1,r:'urn:x:1'}
                    format:'simplified',attributes:['a'] -> {id:'urn:e:1',type:'T',a:1}
                    format:'simplified',pick:['id','r'] -> {id:'urn:e:1',r:'urn:x:1'}
                    format:'simplified',omit:['type','a'] -> {id:'urn:e:1',r:'urn:x:1'}
                    """)
    void rendersAsAskedFor(String notification, String entity) {
        subscribe("entities:[{type:'T'}]", ", " + notification);
        create("{id:'urn:e:1', type:'T', a:{value:1,unitCode:'C'}, r:{object:'urn:x:1'}}");
        assertThat(received(1)).containsExactly(Json.of(entity));
    }

    @Test
    void showsSystemTimesAndDatasetsOnDemand() {
        subscribe("entities:[{type:'T'}], datasetId:['urn:d:1']", ", sysAttrs:true");
        create("{id:'urn:e:1', type:'T', a:[{value:1},{value:2,datasetId:'urn:d:1'}], b:1}");
        var entity = received(1).getFirst();
        assertThat(entity.has("createdAt")).isTrue();
        assertThat(entity.has("b")).isFalse();
        assertThat(entity.get("a").get("value").asInt()).isEqualTo(2);
        assertThat(entity.get("a").has("modifiedAt")).isTrue();
    }

    @Test
    void sendsLinkedDataWithItsContext() {
        api.post(
                        "/subscriptions",
                        """
                        {type:'Subscription', entities:[{type:'T'}],
                         notification:{endpoint:{uri:'%s',accept:'application/ld+json'}}}
                        """
                                .formatted(receiver.url()))
                .is(201);
        create("{id:'urn:e:1', type:'T', a:1}");
        var delivery = receiver.await(1).getFirst();
        assertThat(delivery.header("Content-Type")).isEqualTo("application/ld+json");
        assertThat(delivery.header("Link")).isEmpty();
        assertThat(delivery.entity().get("@context").asString())
                .isEqualTo("https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.9.jsonld");
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void sendsFeatures(boolean plain) {
        api.post(
                        "/subscriptions",
                        """
                        {type:'Subscription', entities:[{type:'T'}],
                         notification:{format:'simplified',
                           endpoint:{uri:'%s',accept:'application/geo+json'%s}}}
                        """
                                .formatted(
                                        receiver.url(),
                                        plain
                                                ? ",receiverInfo:[{key:'Prefer',value:'body=json'}]"
                                                : ""))
                .is(201);
        create("{id:'urn:e:1', type:'T', location:{type:'Point',coordinates:[1,2]}}");
        var delivery = receiver.await(1).getFirst();
        assertThat(delivery.header("Content-Type")).isEqualTo("application/geo+json");
        var data = delivery.body().get("data");
        assertThat(data.get("type").asString()).isEqualTo("FeatureCollection");
        assertThat(data.get("features").get(0))
                .isEqualTo(
                        Json.of(
                                """
                                {id:'urn:e:1', type:'Feature', geometry:{type:'Point',coordinates:[1,2]},
                                 properties:{type:'T',location:{type:'Point',coordinates:[1,2]}}}
                                """));
        assertThat(data.has("@context")).isEqualTo(!plain);
        assertThat(delivery.header("Link").isEmpty()).isEqualTo(!plain);
    }

    @Test
    void compactsWithTheContextOfTheSubscription() {
        try (var server = new ContextServer()) {
            var english = server.serve("{'@context': {speed:'https://ex.org/speed'}}");
            var german = server.serve("{'@context': {tempo:'https://ex.org/speed'}}");
            api.withContext(german)
                    .post(
                            "/subscriptions",
                            """
                            {id:'urn:s:1', type:'Subscription', entities:[{type:'T'}], watchedAttributes:['tempo'],
                             q:'tempo>1', notification:{format:'simplified',endpoint:{uri:'%s'}}}
                            """
                                    .formatted(receiver.url()))
                    .is(201);
            api.withContext(english).post("/entities", "{id:'urn:e:1', type:'T', speed:2}").is(201);
            var first = receiver.await(1).getFirst();
            assertThat(first.entity()).isEqualTo(Json.of("{id:'urn:e:1', type:'T', tempo:2}"));
            assertThat(first.header("Link")).contains("<" + german + ">");

            api.patch("/subscriptions/urn:s:1", "{jsonldContext:'%s'}".formatted(english)).is(204);
            api.withContext(german).patch(ID + "/attrs/tempo", "{value:3}").is(204);
            var second = receiver.await(2).get(1);
            assertThat(second.entity()).isEqualTo(Json.of("{id:'urn:e:1', type:'T', speed:3}"));
            assertThat(second.header("Link")).contains("<" + english + ">");
        }
    }

    @Test
    void deletionsTellWhatIsGone() {
        subscribe(
                "entities:[{type:'T'}], notificationTrigger:['attributeDeleted','entityDeleted']");
        create(
                """
                {id:'urn:e:1', type:'T', a:1, r:{object:'urn:x:1'}, l:{languageMap:{en:'x'}},
                 m:[{value:1},{value:2,datasetId:'urn:d:1'}]}
                """);
        api.delete(ID + "/attrs/a").is(204);
        assertThat(received(1).get(0).get("a"))
                .isEqualTo(Json.of("{type:'Property',value:'urn:ngsi-ld:null'}"));
        api.delete(ID + "/attrs/r").is(204);
        assertThat(received(2).get(1).get("r"))
                .isEqualTo(Json.of("{type:'Relationship',object:'urn:ngsi-ld:null'}"));
        api.delete(ID + "/attrs/l").is(204);
        assertThat(received(3).get(2).get("l"))
                .isEqualTo(
                        Json.of(
                                "{type:'LanguageProperty',languageMap:{'@none':'urn:ngsi-ld:null'}}"));
        api.delete(ID + "/attrs/m", "datasetId", "urn:d:1").is(204);
        assertThat(received(4).get(3).get("m"))
                .isEqualTo(
                        Json.of(
                                "[{type:'Property',value:1},{type:'Property',value:'urn:ngsi-ld:null',datasetId:'urn:d:1'}]"));
        api.delete(ID).is(204);
        var gone = received(5).get(4);
        assertThat(gone.propertyNames()).containsExactlyInAnyOrder("id", "type", "deletedAt", "m");
    }

    @Test
    void aDeletedEntityShowsNothingButItsId() {
        subscribe(
                "entities:[{type:'T'}], notificationTrigger:['entityDeleted']",
                ", attributes:['a'], format:'keyValues'");
        create("{id:'urn:e:1', type:'T', a:1}");
        api.delete(ID).is(204);
        assertThat(received(1).getFirst().propertyNames())
                .containsExactlyInAnyOrder("id", "type", "deletedAt");
    }

    @Test
    void simplifiedDeletionsAreBare() {
        subscribe(
                "entities:[{type:'T'}], notificationTrigger:['attributeDeleted']",
                ", format:'simplified'");
        create("{id:'urn:e:1', type:'T', a:1, b:2}");
        api.patch(ID + "/attrs", "{a:'urn:ngsi-ld:null'}").is(204);
        assertThat(received(1).getFirst())
                .isEqualTo(Json.of("{id:'urn:e:1', type:'T', b:2, a:'urn:ngsi-ld:null'}"));
    }
}
