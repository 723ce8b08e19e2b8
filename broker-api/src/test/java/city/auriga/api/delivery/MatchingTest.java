package city.auriga.api.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.Api;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which changes a subscription is told of (5.8.6). */
class MatchingTest extends SubscriberTest {
    /** Conditions of a subscription, and an Entity that fulfils them or does not. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    entities:[{type:'T'}] -> type:'T',a:1 -> true
                    entities:[{type:'T'}] -> type:'U',a:1 -> false
                    entities:[{type:'T'},{type:'U'}] -> type:'U',a:1 -> true
                    entities:[{type:'(T;U)'}] -> type:['T','U'],a:1 -> true
                    entities:[{type:'(T;U)'}] -> type:'T',a:1 -> false
                    entities:[{type:'*'}] -> type:'Z',a:1 -> true
                    entities:[{type:'T',id:'urn:e:1'}] -> type:'T',a:1 -> true
                    entities:[{type:'T',id:'urn:e:2'}] -> type:'T',a:1 -> false
                    entities:[{type:'T',id:['urn:e:2','urn:e:1']}] -> type:'T',a:1 -> true
                    entities:[{type:'T',idPattern:'e:1$'}] -> type:'T',a:1 -> true
                    entities:[{type:'T',idPattern:'^e'}] -> type:'T',a:1 -> false
                    entities:[{type:'T',id:'urn:e:1',idPattern:'nothing'}] -> type:'T',a:1 -> true
                    watchedAttributes:['a'] -> type:'T',a:1 -> true
                    watchedAttributes:['b'] -> type:'T',a:1 -> false
                    entities:[{type:'T'}],q:'a>0' -> type:'T',a:1 -> true
                    entities:[{type:'T'}],q:'a>1' -> type:'T',a:1 -> false
                    entities:[{type:'T'}],q:'a==%22x%20y%22' -> type:'T',a:'x y' -> true
                    entities:[{type:'T'}],scopeQ:'/A/#' -> type:'T',scope:'/A/B',a:1 -> true
                    entities:[{type:'T'}],scopeQ:'/A' -> type:'T',scope:'/A/B',a:1 -> false
                    entities:[{type:'T'}],geoQ:{georel:'near;maxDistance==1000',geometry:'Point',coordinates:[0,0]} -> type:'T',location:{type:'Point',coordinates:[0,0.001]} -> true
                    entities:[{type:'T'}],geoQ:{georel:'near;maxDistance==1000',geometry:'Point',coordinates:'[0,0]'} -> type:'T',location:{type:'Point',coordinates:[0,1]} -> false
                    entities:[{type:'T'}],isActive:false -> type:'T',a:1 -> false
                    entities:[{type:'T'}],notificationTrigger:['entityCreated'] -> type:'T' -> true
                    entities:[{type:'T'}] -> type:'T' -> false
                    entities:[{type:'T'}],notificationTrigger:['attributeUpdated'] -> type:'T',a:1 -> false
                    entities:[{type:'T'}],notificationTrigger:['entityCreated'],watchedAttributes:['b'] -> type:'T',a:1 -> false
                    """)
    void matches(String subscription, String entity, boolean matching) {
        subscribe(subscription);
        create("{id:'urn:e:1', " + entity + "}");
        Outboxes.awaitNone(tenant);
        assertThat(receiver.deliveries()).hasSize(matching ? 1 : 0);
    }

    /** What is done to {id, type:'T', a:1, b:1}, and which triggers it sets off. */
    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    PATCH  -> /attrs/a -> {value:2} -> attributeUpdated,entityUpdated
                    PATCH  -> /attrs/a -> {observedAt:'2026-01-01T00:00:00Z'} -> attributeUpdated,entityUpdated
                    PATCH  -> /attrs/a -> {value:1} ->
                    PUT    -> /attrs/a -> {value:1} ->
                    POST   -> /attrs -> {a:1} ->
                    POST   -> /attrs -> {c:1} -> attributeCreated,entityUpdated
                    POST   -> /attrs -> {a:1,c:1} -> attributeCreated,entityUpdated
                    PATCH  -> /attrs -> {a:2,c:1} -> attributeCreated,attributeUpdated,entityUpdated
                    PATCH  -> -> {a:2} -> attributeUpdated,entityUpdated
                    PATCH  -> -> {a:1} ->
                    PATCH  -> -> {a:'urn:ngsi-ld:null'} -> attributeDeleted,entityUpdated
                    PUT    -> -> {type:'T',a:1,b:1} ->
                    PUT    -> -> {type:'T',a:1} -> attributeDeleted,entityUpdated
                    DELETE -> /attrs/a -> -> attributeDeleted,entityUpdated
                    DELETE -> -> -> entityDeleted,attributeDeleted
                    POST   -> /attrs -> {scope:'/A'} ->
                    POST   -> /attrs -> {type:'U'} ->
                    """)
    void setsOffTriggers(String method, String path, String body, String expected) {
        create("{id:'urn:e:1', type:'T', a:1, b:1}");
        var all =
                List.of(
                        "entityCreated",
                        "entityUpdated",
                        "entityDeleted",
                        "attributeCreated",
                        "attributeUpdated",
                        "attributeDeleted");
        for (var trigger : all) {
            api.post(
                            "/subscriptions",
                            "{id:'urn:s:%s', type:'Subscription', entities:[{type:'T'}], notificationTrigger:['%s'], notification:{endpoint:{uri:'%s'}}}"
                                    .formatted(trigger, trigger, receiver.url()))
                    .is(201);
        }
        api.exchange(method, ID + (path == null ? "" : path), body).is(204);
        var triggers = expected == null ? List.<String>of() : List.of(expected.split(","));
        Outboxes.awaitNone(tenant);
        assertThat(receiver.deliveries())
                .extracting(
                        d -> d.body().get("subscriptionId").asString().substring("urn:s:".length()))
                .containsExactlyInAnyOrderElementsOf(triggers);
    }

    @Test
    void aPatchedSubscriptionGoesByItsNewRules() {
        subscribe("entities:[{type:'T'}]", ", format:'simplified'");
        create("{id:'urn:e:1', type:'T', a:1}");
        receiver.await(1);
        api.patch("/subscriptions/urn:s:1", "{q:'a>5'}").is(204);
        api.patch(ID + "/attrs/a", "{value:2}").is(204);
        api.patch(ID + "/attrs/a", "{value:6}").is(204);
        assertThat(received(2).get(1).get("a").asInt()).isEqualTo(6);
        api.patch("/subscriptions/urn:s:1", "{isActive:false}").is(204);
        api.patch(ID + "/attrs/a", "{value:7}").is(204);
        api.patch("/subscriptions/urn:s:1", "{isActive:true}").is(204);
        api.patch(ID + "/attrs/a", "{value:8}").is(204);
        assertThat(received(3).get(2).get("a").asInt()).isEqualTo(8);
    }

    @Test
    void tenantsHearNothingOfEachOther() {
        subscribe("entities:[{type:'T'}]");
        var other = Api.ofDefaultTenant().with("NGSILD-Tenant", tenant + "_other");
        other.post("/entities", "{id:'urn:e:1', type:'T', a:1}").is(201);
        Outboxes.awaitNone(tenant + "_other");
        assertThat(receiver.deliveries()).isEmpty();
    }
}
