package city.auriga.api.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.ApiTest;
import city.auriga.api.ContextServer;
import city.auriga.api.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of a subscription (5.8.1 to 5.8.5). */
class SubscriptionTest extends ApiTest {
    private static final String ID = "/subscriptions/urn:s:1";
    private static final String NOTIFICATION =
            "notification:{endpoint:{uri:'http://localhost:1/'}}";
    private static final String TRIGGER =
            "notificationTrigger:['attributeCreated','attributeUpdated']";

    private void subscribed(String members) {
        api.post("/subscriptions", "{id:'urn:s:1', type:'Subscription', " + members + "}")
                .isEmpty(201);
    }

    private void assertNow(String members) {
        api.get(ID).is(200).hasBody("{id:'urn:s:1', type:'Subscription', " + members + "}");
    }

    @Test
    void getsAnIdIfItHasNone() {
        var body = "{type:'Subscription', entities:[{type:'T'}], " + NOTIFICATION + "}";
        var location = api.post("/subscriptions", body).isEmpty(201).header("Location");
        assertThat(location).startsWith("/ngsi-ld/v1/subscriptions/urn:ngsi-ld:Subscription:");
        var shown = api.get(location.substring("/ngsi-ld/v1".length())).is(200).json();
        assertThat(location).endsWith("/" + shown.get("id").asString());
    }

    @Test
    void showsWhatWasSentWithStatusAndDefaults() {
        var members =
                """
                subscriptionName:'n', description:'d',
                entities:[{type:'T',id:'urn:e:1'},{type:'(T;U)|V',idPattern:'^urn:'},{type:'*',id:['urn:e:1','urn:e:2']}],
                watchedAttributes:['a','location'], q:'a>1;b', scopeQ:'/A/#', csf:'x==1', localOnly:true,
                geoQ:{georel:'near;maxDistance==100',geometry:'Point',coordinates:[1,2],geoproperty:'place'},
                expiresAt:'2100-01-01T00:00:00Z', datasetId:['@none','urn:d:1'],
                notification:{attributes:['a','b'],format:'keyValues',sysAttrs:true,
                  endpoint:{uri:'http://localhost:1/x?y=z',accept:'application/ld+json',timeout:500,
                            receiverInfo:[{key:'X-A',value:'1'}]}}
                """;
        subscribed(members);
        assertNow(members + ", " + TRIGGER + ", status:'active'");
    }

    @Test
    void ignoresWhatOnlyTheBrokerSets() {
        subscribed(
                """
                watchedAttributes:['a'], status:'paused', createdAt:'x', modifiedAt:1,
                notification:{status:'failed',timesSent:7,lastFailure:'x',endpoint:{uri:'http://localhost:1/'}}
                """);
        assertNow(
                "watchedAttributes:['a'], " + NOTIFICATION + ", " + TRIGGER + ", status:'active'");
    }

    @Test
    void showsTimesOnDemand() {
        subscribed("watchedAttributes:['a'], " + NOTIFICATION);
        var shown = api.get(ID, "options", "sysAttrs").json();
        assertThat(shown.get("createdAt")).isEqualTo(shown.get("modifiedAt"));
        api.patch(ID, "{description:'d'}").isEmpty(204);
        var changed = api.get(ID, "options", "sysAttrs").json();
        assertThat(changed.get("createdAt")).isEqualTo(shown.get("createdAt"));
        assertThat(changed.get("modifiedAt").asString())
                .isGreaterThan(shown.get("modifiedAt").asString());
        assertThat(api.get(ID).json().has("createdAt")).isFalse();
        api.get(ID, "options", "keyValues").isProblem(400, "InvalidRequest", "options");
    }

    @Test
    void speaksTheWordsOfTheReader() {
        try (var server = new ContextServer()) {
            var english =
                    server.serve(
                            "{'@context':"
                                    + " {Car:'https://ex.org/Car',speed:'https://ex.org/speed'}}");
            api.withContext(english)
                    .post(
                            "/subscriptions",
                            """
                            {id:'urn:s:1', type:'Subscription', entities:[{type:'Car'}],
                             watchedAttributes:['speed','other'],
                             notification:{pick:['id','speed'],endpoint:{uri:'http://localhost:1/'}}}
                            """)
                    .is(201);
            var read = api.withContext(english).get(ID);
            assertThat(read.header("Link")).contains(english);
            assertThat(read.json().get("entities")).isEqualTo(Json.of("[{type:'Car'}]"));
            assertThat(read.json().get("watchedAttributes"))
                    .isEqualTo(Json.of("['speed','other']"));
            assertThat(api.get(ID).json().get("entities"))
                    .isEqualTo(Json.of("[{type:'https://ex.org/Car'}]"));
            assertThat(api.get(ID).json().get("notification").get("pick"))
                    .isEqualTo(Json.of("['id','https://ex.org/speed']"));
            var linked = api.accepting("application/ld+json").withContext(english).get(ID);
            assertThat(linked.json().get("@context").asString()).isEqualTo(english);
            assertThat(linked.header("Link")).isEmpty();
        }
    }

    @Test
    void refusesAnIdThatIsTaken() {
        subscribed("watchedAttributes:['a'], " + NOTIFICATION);
        api.post(
                        "/subscriptions",
                        "{id:'urn:s:1', type:'Subscription', watchedAttributes:['b'], "
                                + NOTIFICATION
                                + "}")
                .isProblem(409, "AlreadyExists", "$.id");
        assertNow(
                "watchedAttributes:['a'], " + NOTIFICATION + ", " + TRIGGER + ", status:'active'");
    }

    @Test
    void isGoneWhenDeleted() {
        subscribed("watchedAttributes:['a'], " + NOTIFICATION);
        api.delete(ID).isEmpty(204);
        api.get(ID).isProblem(404, "ResourceNotFound");
        api.delete(ID).isProblem(404, "ResourceNotFound");
        api.patch(ID, "{description:'d'}").isProblem(404, "ResourceNotFound");
        assertThat(api.get("/subscriptions").json()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"s1", "urn:s:a%20b"})
    void refusesAnIdThatIsNoUri(String id) {
        subscribed("watchedAttributes:['a'], " + NOTIFICATION);
        api.get("/subscriptions/" + id).isProblem(400, "BadRequestData", "id");
        api.patch("/subscriptions/" + id, "{description:'d'}")
                .isProblem(400, "BadRequestData", "id");
        api.delete("/subscriptions/" + id).isProblem(400, "BadRequestData", "id");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    {} -> $.type
                    {type:'Subscription'} -> $.entities
                    {type:'Nonsense',watchedAttributes:['a'],N} -> $.type
                    {watchedAttributes:['a'],N} -> $.type
                    {type:'Subscription',watchedAttributes:['a']} -> $.notification
                    {S,id:'s1',N} -> $.id
                    {S,id:'',N} -> $.id
                    {S,id:1,N} -> $.id
                    {type:'Subscription',entities:[],N} -> $.entities
                    {type:'Subscription',entities:{},N} -> $.entities
                    {type:'Subscription',entities:[1],N} -> $.entities[0]
                    {type:'Subscription',entities:[{}],N} -> $.entities[0].type
                    {type:'Subscription',entities:[{type:1}],N} -> $.entities[0].type
                    {type:'Subscription',entities:[{type:'a b'}],N} -> $.entities[0].type
                    {type:'Subscription',entities:[{type:'T',id:'x'}],N} -> $.entities[0].id
                    {type:'Subscription',entities:[{type:'T',id:['urn:e:1','x']}],N} -> $.entities[0].id
                    {type:'Subscription',entities:[{type:'T',idPattern:'('}],N} -> $.entities[0].idPattern
                    {type:'Subscription',entities:[{type:'T'},{type:'T',idPattern:1}],N} -> $.entities[1].idPattern
                    {type:'Subscription',watchedAttributes:[],N} -> $.watchedAttributes
                    {type:'Subscription',watchedAttributes:'a',N} -> $.watchedAttributes
                    {type:'Subscription',watchedAttributes:[1],N} -> $.watchedAttributes
                    {type:'Subscription',watchedAttributes:['a b'],N} -> $.watchedAttributes
                    {S,N,subscriptionName:''} -> $.subscriptionName
                    {S,N,description:1} -> $.description
                    {S,N,q:'a=>1'} -> $.q
                    {S,N,q:''} -> $.q
                    {S,N,q:1} -> $.q
                    {S,N,csf:'=='} -> $.csf
                    {S,N,scopeQ:'a b'} -> $.scopeQ
                    {S,N,geoQ:1} -> $.geoQ
                    {S,N,geoQ:{}} -> $.geoQ
                    {S,N,geoQ:{geometry:'Point',coordinates:[1,2]}} -> $.geoQ.georel
                    {S,N,geoQ:{georel:'near;maxDistance==1',coordinates:[1,2]}} -> $.geoQ.geometry
                    {S,N,geoQ:{georel:'near;maxDistance==1',geometry:'Point'}} -> $.geoQ.coordinates
                    {S,N,geoQ:{georel:'near;maxDistance==1',geometry:'Point',coordinates:[1]}} -> $.geoQ.coordinates
                    {S,N,geoQ:{georel:'within',geometry:'Point',coordinates:[1,2],geoproperty:''}} -> $.geoQ.geoproperty
                    {S,N,notificationTrigger:[]} -> $.notificationTrigger
                    {S,N,notificationTrigger:['nonsense']} -> $.notificationTrigger
                    {S,N,notificationTrigger:'entityCreated'} -> $.notificationTrigger
                    {S,N,isActive:'yes'} -> $.isActive
                    {S,N,localOnly:1} -> $.localOnly
                    {S,N,expiresAt:'tomorrow'} -> $.expiresAt
                    {S,N,expiresAt:'2020-01-01T00:00:00Z'} -> $.expiresAt
                    {S,N,expiresAt:'2100-01-01T00:00:00+01:00'} -> $.expiresAt
                    {S,N,datasetId:[]} -> $.datasetId
                    {S,N,datasetId:['x']} -> $.datasetId
                    {S,N,jsonldContext:'x'} -> $.jsonldContext
                    {S,N,jsonldContext:1} -> $.jsonldContext
                    {S,notification:1} -> $.notification
                    {S,notification:{}} -> $.notification.endpoint
                    {S,notification:{endpoint:1}} -> $.notification.endpoint
                    {S,notification:{endpoint:{}}} -> $.notification.endpoint.uri
                    {S,notification:{endpoint:{uri:'x'}}} -> $.notification.endpoint.uri
                    {S,notification:{endpoint:{uri:'http://a b'}}} -> $.notification.endpoint.uri
                    {S,notification:{endpoint:{uri:'http:///x'}}} -> $.notification.endpoint.uri
                    {S,notification:{endpoint:{uri:1}}} -> $.notification.endpoint.uri
                    {S,notification:{E,format:'nonsense'}} -> $.notification.format
                    {S,notification:{E,attributes:[]}} -> $.notification.attributes
                    {S,notification:{E,pick:[]}} -> $.notification.pick
                    {S,notification:{E,omit:[]}} -> $.notification.omit
                    {S,notification:{E,attributes:['a'],pick:['b']}} -> $.notification.attributes
                    {S,notification:{E,attributes:['a'],omit:['b']}} -> $.notification.attributes
                    {S,notification:{E,pick:['a'],omit:['a']}} -> $.notification.omit
                    {S,notification:{E,pick:['a{']}} -> $.notification.pick
                    {S,notification:{E,pick:['a b']}} -> $.notification.pick
                    {S,notification:{E,attributes:['a b']}} -> $.notification.attributes
                    {S,notification:{E,attributes:['id']}} -> $.notification.attributes
                    {S,notification:{E,attributes:['a','']}} -> $.notification.attributes
                    {S,notification:{E,omit:['1a']}} -> $.notification.omit
                    {S,notification:{E,sysAttrs:'yes'}} -> $.notification.sysAttrs
                    {S,notification:{endpoint:{uri:'http://localhost:1/',accept:'text/html'}}} -> $.notification.endpoint.accept
                    {S,notification:{endpoint:{uri:'http://localhost:1/',timeout:0}}} -> $.notification.endpoint.timeout
                    {S,notification:{endpoint:{uri:'http://localhost:1/',timeout:-1}}} -> $.notification.endpoint.timeout
                    {S,notification:{endpoint:{uri:'http://localhost:1/',timeout:'1'}}} -> $.notification.endpoint.timeout
                    {S,notification:{endpoint:{uri:'http://localhost:1/',receiverInfo:{}}}} -> $.notification.endpoint.receiverInfo
                    {S,notification:{endpoint:{uri:'http://localhost:1/',receiverInfo:[1]}}} -> $.notification.endpoint.receiverInfo[0]
                    {S,notification:{endpoint:{uri:'http://localhost:1/',receiverInfo:[{key:'a'}]}}} -> $.notification.endpoint.receiverInfo[0].value
                    {S,notification:{endpoint:{uri:'http://localhost:1/',receiverInfo:[{value:'a'}]}}} -> $.notification.endpoint.receiverInfo[0].key
                    {S,notification:{endpoint:{uri:'http://localhost:1/',receiverInfo:[{key:'a',value:1}]}}} -> $.notification.endpoint.receiverInfo[0].value
                    {S,notification:{endpoint:{uri:'http://localhost:1/',receiverInfo:[{key:'a b',value:'1'}]}}} -> $.notification.endpoint.receiverInfo[0].key
                    {S,notification:{endpoint:{uri:'http://localhost:1/',receiverInfo:[{key:'a',value:"1\\n2"}]}}} -> $.notification.endpoint.receiverInfo[0].key
                    {S,notification:{endpoint:{uri:'http://localhost:1/',receiverInfo:[{key:'a',value:"\u017e"}]}}} -> $.notification.endpoint.receiverInfo[0].key
                    {S,notification:{endpoint:{uri:'http://localhost:1/',timeout:1e999}}} -> $.notification.endpoint.timeout
                    {S,notification:{endpoint:{uri:'http://localhost:99999/'}}} -> $.notification.endpoint.uri
                    {S,N,geoQ:{georel:'near;maxDistance==1',geometry:'Point',coordinates:[1e999,0]}} -> $.geoQ.coordinates[0]
                    {S,N,'@context':'http://ex.org'} -> $.@context
                    {S,N,description:"\\u0000"} -> $.description
                    {S,N,unknown:{a:["\\u0000"]}} -> $.unknown.a[0]
                    {S,N,unknown:1e999999999} -> $.unknown
                    """)
    void refusesWhatIsNoSubscription(String body, String member) {
        var written =
                body.replace("{S,", "{type:'Subscription',watchedAttributes:['a'],")
                        .replace(",N", "," + NOTIFICATION)
                        .replace("{E,", "{endpoint:{uri:'http://localhost:1/'},");
        api.post("/subscriptions", written).isProblem(400, "BadRequestData", member);
    }

    @Test
    void refusesEndpointsOfUnknownKinds() {
        api.post(
                        "/subscriptions",
                        "{type:'Subscription', watchedAttributes:['a'],"
                                + " notification:{endpoint:{uri:'ftp://x/y'}}}")
                .isProblem(422, "OperationNotSupported", "$.notification.endpoint.uri");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "'x'", "1", "null"})
    void refusesAnythingButAnObject(String body) {
        subscribed("watchedAttributes:['a'], " + NOTIFICATION);
        api.post("/subscriptions", body).isProblem(400, "InvalidRequest", "$");
        api.patch(ID, body).isProblem(400, "InvalidRequest", "$");
    }

    @Test
    void refusesAContextThatCannotBeHad() {
        try (var server = new ContextServer()) {
            var gone = server.serve(404, "");
            api.post(
                            "/subscriptions",
                            "{type:'Subscription', watchedAttributes:['a'], jsonldContext:'%s', %s}"
                                    .formatted(gone, NOTIFICATION))
                    .isProblem(504, "LdContextNotAvailable");
            api.withContext(gone)
                    .post(
                            "/subscriptions",
                            "{type:'Subscription', watchedAttributes:['a'], " + NOTIFICATION + "}")
                    .isProblem(504, "LdContextNotAvailable");
        }
    }

    /** First-level members are replaced as wholes, null and the NGSI-LD Null remove them. */
    @ParameterizedTest(name = "{0} + {1}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    description:'a' -> {description:'b'} -> description:'b', watchedAttributes:['a'], N, T, status:'active'
                    description:'a' -> {description:null} -> watchedAttributes:['a'], N, T, status:'active'
                    description:'a' -> {description:'urn:ngsi-ld:null'} -> watchedAttributes:['a'], N, T, status:'active'
                    q:'a>1' -> {q:'b>2'} -> q:'b>2', watchedAttributes:['a'], N, T, status:'active'
                    q:'a>1' -> {q:null} -> watchedAttributes:['a'], N, T, status:'active'
                    q:'a>1' -> {entities:[{type:'T'}],watchedAttributes:null} -> q:'a>1', entities:[{type:'T'}], N, T, status:'active'
                    q:'a' -> {notificationTrigger:['entityDeleted']} -> q:'a', watchedAttributes:['a'], N, notificationTrigger:['entityDeleted'], status:'active'
                    q:'a' -> {isActive:false} -> q:'a', watchedAttributes:['a'], N, T, isActive:false, status:'paused'
                    isActive:false -> {isActive:true} -> watchedAttributes:['a'], N, T, status:'active'
                    isActive:false -> {expiresAt:'2100-01-01T00:00:00Z'} -> watchedAttributes:['a'], N, T, isActive:false, expiresAt:'2100-01-01T00:00:00Z', status:'paused'
                    expiresAt:'2100-01-01T00:00:00Z' -> {expiresAt:null} -> watchedAttributes:['a'], N, T, status:'active'
                    q:'a' -> {notification:{format:'concise',endpoint:{uri:'http://localhost:2/'}}} -> q:'a', watchedAttributes:['a'], notification:{format:'concise',endpoint:{uri:'http://localhost:2/'}}, T, status:'active'
                    q:'a' -> {id:'urn:s:1',type:'Subscription'} -> q:'a', watchedAttributes:['a'], N, T, status:'active'
                    q:'a' -> {status:'expired',createdAt:'x'} -> q:'a', watchedAttributes:['a'], N, T, status:'active'
                    q:'a' -> {} -> q:'a', watchedAttributes:['a'], N, T, status:'active'
                    """)
    void isPatched(String before, String patch, String after) {
        subscribed("watchedAttributes:['a'], " + NOTIFICATION + ", " + before);
        api.patch(ID, patch).isEmpty(204);
        assertNow(
                after.replace(" N,", " " + NOTIFICATION + ",").replace(" T,", " " + TRIGGER + ","));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    {type:null} -> $.type
                    {type:'Nonsense'} -> $.type
                    {notification:null} -> $.notification
                    {notification:'urn:ngsi-ld:null'} -> $.notification
                    {notification:{format:'keyValues'}} -> $.notification.endpoint
                    {notification:{endpoint:null}} -> $.notification.endpoint
                    {watchedAttributes:null} -> $.entities
                    {id:'urn:s:2'} -> $.id
                    {id:null} -> $.id
                    {expiresAt:'2020-01-01T00:00:00Z'} -> $.expiresAt
                    {q:'a=>1'} -> $.q
                    {entities:[]} -> $.entities
                    {description:"\\u0000"} -> $.description
                    """)
    void refusesABadPatch(String patch, String member) {
        subscribed("watchedAttributes:['a'], " + NOTIFICATION);
        api.patch(ID, patch).isProblem(400, "BadRequestData", member);
        assertNow(
                "watchedAttributes:['a'], " + NOTIFICATION + ", " + TRIGGER + ", status:'active'");
    }

    @Test
    void isListedInPages() {
        for (int i = 0; i < 5; i++) {
            api.post(
                            "/subscriptions",
                            "{id:'urn:s:%d', type:'Subscription', watchedAttributes:['a'], %s}"
                                    .formatted(i, NOTIFICATION))
                    .is(201);
        }
        assertThat(api.get("/subscriptions").json()).hasSize(5);
        var page = api.get("/subscriptions", "limit", "2", "offset", "2", "count", "true").is(200);
        assertThat(Json.texts(page.json(), "id")).containsExactly("urn:s:2", "urn:s:3");
        assertThat(page.header("NGSILD-Results-Count")).isEqualTo("5");
        var links = String.join("\n", page.headers("Link"));
        assertThat(links)
                .contains(
                        "rel=\"prev\"", "rel=\"next\"", "offset=0", "offset=4", "/subscriptions?");
        assertThat(api.get("/subscriptions", "limit", "0", "count", "true").json()).isEmpty();
        api.get("/subscriptions", "limit", "0").isProblem(400, "BadRequestData", "limit");
        api.get("/subscriptions", "offset", "-1").isProblem(400, "BadRequestData", "offset");
    }

    /** Members that brokers keep for themselves are neither set nor shown. */
    @Test
    void internalMembersAreLeftOut() {
        api.post(
                        "/subscriptions",
                        "{id:'urn:s:internal', type:'Subscription', entities:[{type:'T'}],"
                                + " '__context':'x', '_via':'y',"
                                + " notification:{endpoint:{uri:'http://localhost:1/'}}}")
                .is(201);
        assertThat(api.get("/subscriptions/urn:s:internal").is(200).json().propertyNames())
                .noneMatch(name -> name.startsWith("_"));
    }
}
