package city.auriga.storage.device;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The change of an apikey. All groups of a path that have it change it together, since their
 * devices are the same. In transactions that hold the locks of both apikeys.
 */
final class NextApikeys {
    private static final String OF_APIKEY =
            " WHERE tenant = :tenant AND path = :path AND apikey = :apikey";

    private static final String KNOWN =
            "SELECT next_apikey FROM device_group"
                    + OF_APIKEY
                    + " AND next_apikey IS NOT NULL ORDER BY seq LIMIT 1";

    private static final String SPREAD =
            """
            UPDATE device_group
            SET document = CASE WHEN CAST(:next AS text) IS NULL THEN document - 'nextApikey'
                                ELSE jsonb_set(document, '{nextApikey}', to_jsonb(CAST(:next AS text))) END
            """
                    + OF_APIKEY
                    + " AND next_apikey IS DISTINCT FROM CAST(:next AS text)";

    /** What is wrong with those that have to do with some apikeys. */
    private static final String FAULTS =
            """
            SELECT CASE
                WHEN g.next_apikey = g.apikey THEN 'it is the apikey already'
                WHEN EXISTS (SELECT FROM device_group o WHERE o.apikey = g.next_apikey) THEN 'a group has this apikey'
                WHEN EXISTS (SELECT FROM device d WHERE d.apikey = g.next_apikey) THEN 'a device has this apikey'
                WHEN EXISTS (SELECT FROM device_group o WHERE o.next_apikey = g.next_apikey
                               AND (o.tenant, o.path, o.apikey) <> (g.tenant, g.path, g.apikey))
                    THEN 'a group with another apikey has the same'
                WHEN EXISTS (SELECT FROM device_group o WHERE o.apikey = g.apikey AND o.tenant = g.tenant AND o.path <> g.path)
                    THEN 'another fiware-servicepath has groups with the apikey, too'
                WHEN EXISTS (SELECT FROM device_group o WHERE o.apikey = g.apikey AND o.tenant = g.tenant AND o.next_apikey IS DISTINCT FROM g.next_apikey)
                    THEN 'another group with the apikey has another one, or none'
                WHEN EXISTS (SELECT FROM device_group o WHERE o.apikey = g.apikey AND o.tenant = g.tenant AND (o.document ->> 'topics' IS NOT NULL
                               OR o.document ->> 'template' NOT IN ('json', 'ultralight')))
                    THEN 'another group with the apikey has topics of its own, in which that stands'
                END
            FROM device_group g
            WHERE g.next_apikey IS NOT NULL AND (g.apikey = ANY (:apikeys) OR g.next_apikey = ANY (:apikeys))
            """;

    private static final String IS_NEXT =
            "SELECT EXISTS (SELECT FROM device_group WHERE next_apikey = ANY (:apikeys))";

    private static final String MOVE_GROUPS =
            """
            UPDATE device_group
            SET apikey = :new, document = document - 'nextApikey', former_apikeys = ARRAY(
                SELECT former FROM unnest(array_prepend(apikey, former_apikeys)) WITH ORDINALITY AS f (former, number)
                ORDER BY number LIMIT 20)
            """
                    + OF_APIKEY;

    /** What is kept of devices follows them. */
    private static final DeviceParts MOVE_DEVICES =
            new DeviceParts("device", "id", "UPDATE device w SET apikey = :new FROM part");

    private static final DeviceParts MOVE_COMMANDS =
            new DeviceParts("command", "device_id", "UPDATE command w SET apikey = :new FROM part");

    /** The apikey that it finds stays that of the group: another tenant cannot take it. */
    private static final String CURRENT =
            """
            SELECT apikey FROM device_group
            WHERE tenant = :tenant AND path = :path AND next_apikey = :apikey ORDER BY seq LIMIT 1
            FOR KEY SHARE
            """;

    private static final String FORMER =
            """
            SELECT g.tenant, g.path, f.apikey, g.resource FROM device_group g, unnest(g.former_apikeys) AS f (apikey)
            WHERE g.former_apikeys <> '{}' AND NOT EXISTS (SELECT FROM device_group o WHERE o.apikey = f.apikey)
            """;
    private static final String FORGET_HEARD = "DELETE FROM device_apikey" + OF_APIKEY;
    private static final String WAITING =
            "SELECT DISTINCT tenant, path, apikey, device_id FROM command"
                    + OF_APIKEY
                    + " AND sent_at IS NULL AND finished_at IS NULL LIMIT 1000";

    private NextApikeys() {}

    /** A group that was added changes with those that are there, or they with it. */
    static void join(JdbcClient jdbc, DeviceGroup added) {
        var next = added.nextApikey().or(() -> known(jdbc, added));
        next.ifPresent(apikey -> spread(jdbc, added, apikey));
    }

    private static Optional<String> known(JdbcClient jdbc, DeviceGroup group) {
        return of(jdbc, KNOWN, group).query(String.class).optional();
    }

    /**
     * What a group changes to, all of its apikey do.
     *
     * @param next null if they do not change any more
     */
    static void spread(JdbcClient jdbc, DeviceGroup group, @Nullable String next) {
        of(jdbc, SPREAD, group).param("next", next).update();
        of(jdbc, FORGET_HEARD, group).update();
    }

    /**
     * After groups were stored.
     *
     * @throws NgsiLdException AlreadyExists if an apikey would be that of several
     */
    static void require(JdbcClient jdbc, Collection<String> apikeys) {
        jdbc
                .sql(FAULTS)
                .param("apikeys", apikeys.toArray(String[]::new))
                .query((row, _) -> Optional.ofNullable(row.getString(1)))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(fault -> {
                    throw new NgsiLdException(
                            Problem.ALREADY_EXISTS, DeviceGroup.NEXT_APIKEY + ": " + fault);
                });
    }

    /**
     * Before devices are stored.
     *
     * @throws NgsiLdException AlreadyExists if the apikey of one will be that of others
     */
    static void requireNone(JdbcClient jdbc, Collection<String> apikeys) {
        boolean isNext =
                jdbc.sql(IS_NEXT)
                        .param("apikeys", apikeys.toArray(String[]::new))
                        .query(Boolean.class)
                        .single();
        if (isNext) {
            throw new NgsiLdException(
                    Problem.ALREADY_EXISTS,
                    "apikey: it is the nextApikey of a group, whose devices have another one"
                            + " still");
        }
    }

    /**
     * What devices are stored with of which somebody says the apikey that they will have. Under the
     * locks of those, so that the change does not end meanwhile; nor do the groups go.
     */
    static List<Device> current(JdbcClient jdbc, List<Device> devices) {
        var known = new HashMap<Place, String>();
        return devices.stream()
                .map(device ->
                        device.withApikey(
                                known.computeIfAbsent(
                                        Place.of(device), place -> current(jdbc, place))))
                .toList();
    }

    /** Of groups, and of their devices. */
    record Place(String tenant, String path, String apikey) {
        static Place of(DeviceGroup group) {
            return new Place(group.tenant().name(), group.path(), group.apikey());
        }

        static Place of(Device device) {
            return new Place(device.tenant().name(), device.path(), device.apikey());
        }
    }

    private static String current(JdbcClient jdbc, Place place) {
        return place.apikey.isEmpty()
                ? place.apikey
                : jdbc.sql(CURRENT)
                        .param("tenant", place.tenant)
                        .param("path", place.path)
                        .param("apikey", place.apikey)
                        .query(String.class)
                        .optional()
                        .orElse(place.apikey);
    }

    /** Apikeys that groups had before, and nobody has now; with a resource of these groups. */
    static Map<Place, String> former(JdbcClient jdbc) {
        var found = new HashMap<Place, String>();
        jdbc.sql(FORMER)
                .query((row, _) ->
                        found.put(
                                new Place(
                                        row.getString("tenant"),
                                        row.getString("path"),
                                        row.getString("apikey")),
                                row.getString("resource")))
                .list();
        return found;
    }

    /** All that has the apikey of a group gets another one. */
    static void move(JdbcClient jdbc, DeviceGroup old, String apikey) {
        // Groups first: who adds a device holds its group, and is seen by the next statement.
        Apikeys.shutGate(jdbc, old.apikey());
        of(jdbc, MOVE_GROUPS, old).param("new", apikey).update();
        of(jdbc, FORGET_HEARD, old).update();
        MOVE_DEVICES.run(jdbc, old, apikey);
        // Last: answers of devices wait for it.
        MOVE_COMMANDS.run(jdbc, old, apikey);
        var moved =
                new DeviceGroup(old.tenant(), old.path(), old.resource(), apikey, old.document());
        var waiting = of(jdbc, WAITING, moved).query(CommandRows::address).list();
        CommandNews.stirred(jdbc, waiting, true);
    }

    private static JdbcClient.StatementSpec of(
            JdbcClient jdbc, String statement, DeviceGroup group) {
        return jdbc.sql(statement)
                .param("tenant", group.tenant().name())
                .param("path", group.path())
                .param("apikey", group.apikey());
    }
}
