package city.auriga.api.fuzz;

import java.util.List;

/** Subscriptions, to what nobody changes. */
final class SubscriptionTemplates {
    private static final String MEMBERS =
            """
            subscriptionName:'n', description:'d',
            entities:[{type:'Nothing', id:['urn:a:b']}, {type:'(A;B)|C', idPattern:'^urn:'}], watchedAttributes:['a', 'b'],
            notificationTrigger:['attributeUpdated'], q:'a>1;b', csf:'x==1', scopeQ:'/A/#', isActive:true, localOnly:false,
            geoQ:{georel:'near;maxDistance==100', geometry:'Point', coordinates:[1, 2], geoproperty:'place'},
            expiresAt:'2100-01-01T00:00:00Z', datasetId:['@none', 'urn:d:1'],
            notification:{attributes:['a', 'b'], format:'keyValues', sysAttrs:true,
              endpoint:{uri:'http://localhost:1/x', accept:'application/json', timeout:500, receiverInfo:[{key:'A', value:'1'}]}}
            """;
    private static final String WHOLE =
            "{id:'" + Templates.ID + "', type:'Subscription', " + MEMBERS + "}";

    private SubscriptionTemplates() {}

    static List<Template> of(String tenant) {
        var all = Templates.request(tenant, "POST", "/subscriptions");
        var one = Templates.request(tenant, "GET", "/subscriptions/" + Templates.ID);
        var delete = one.withMethod("DELETE");
        var created = Templates.post(all, WHOLE);
        var list =
                Templates.with(all.withMethod("GET"), "limit", "5", "offset", "0", "count", "true");
        return List.of(
                Template.of("Create Subscription", all, Grammar.SUBSCRIPTION, WHOLE, delete),
                Template.of(
                        "Update Subscription",
                        one.withMethod("PATCH"),
                        Grammar.SUBSCRIPTION_PATCH,
                        "{" + MEMBERS + "}",
                        delete,
                        created),
                Template.of("Delete Subscription", delete, created),
                Template.of(
                        "Retrieve Subscription",
                        Templates.with(one, "options", "sysAttrs"),
                        created),
                Template.of(
                        "Query Subscriptions",
                        Templates.with(list, "options", "sysAttrs"),
                        created));
    }
}
