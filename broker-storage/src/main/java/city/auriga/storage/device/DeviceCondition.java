package city.auriga.storage.device;

import city.auriga.core.device.DeviceQuery;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/** A {@link DeviceQuery} as SQL. */
record DeviceCondition(String text, Map<String, Object> values) {
    /** What a device says of a member goes before what its group says. */
    private static final String MEMBER =
            """
             AND CASE WHEN coalesce(device.document->:name#, 'null') <> 'null'
                 THEN jsonb_exists(device.document->:name#, :value#)
                 ELSE EXISTS (
                     SELECT FROM device_group g
                     WHERE g.tenant = device.tenant AND g.path = device.path AND g.apikey = device.apikey
                     AND jsonb_exists(g.document->:name#, :value#)) END\
            """;

    private static final String FOUND =
            """
             AND (position(:part IN device.id) > 0
                 OR position(:part IN coalesce(device.document->>:partOf, '')) > 0)\
            """;
    private static final String SILENT =
            """
             AND NOT EXISTS (
                 SELECT FROM device_activity a
                 WHERE a.tenant = device.tenant AND a.path = device.path AND a.apikey = device.apikey
                 AND a.id = device.id AND a.last_seen >= :silentSince)\
            """;

    static DeviceCondition of(DeviceQuery query) {
        var text = new StringBuilder("WHERE tenant = :tenant AND path = :path");
        var values = new HashMap<String, Object>();
        values.put("tenant", query.tenant().name());
        values.put("path", query.path());
        if (query.apikey() != null) {
            text.append(" AND apikey = :apikey");
            values.put("apikey", query.apikey());
        }
        for (var member : query.members().entrySet()) {
            int number = values.size();
            text.append(MEMBER.replace("#", Integer.toString(number)));
            values.put("name" + number, member.getKey());
            values.put("value" + number, member.getValue());
        }
        var part = query.found();
        if (part != null) {
            text.append(FOUND);
            values.put("part", part.text());
            values.put("partOf", part.member());
        }
        if (query.silentSince() != null) {
            text.append(SILENT);
            values.put("silentSince", query.silentSince().atOffset(ZoneOffset.UTC));
        }
        return new DeviceCondition(text.toString(), values);
    }
}
