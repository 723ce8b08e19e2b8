package city.auriga.storage.device;

import city.auriga.core.device.DeviceGroup;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.util.Collection;
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
            "UPDATE device_group SET apikey = :new, document = document - 'nextApikey'" + OF_APIKEY;

    /** What is kept of devices follows them. */
    private static final String MOVE_DEVICES = "UPDATE device SET apikey = :new" + OF_APIKEY;

    private static final String MOVE_COMMANDS = "UPDATE command SET apikey = :new" + OF_APIKEY;
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

    /** All that has the apikey of a group gets another one. */
    static void move(JdbcClient jdbc, DeviceGroup old, String apikey) {
        // Groups first: who adds a device holds its group, and is seen by the next statement.
        for (var statement : new String[] {MOVE_GROUPS, MOVE_DEVICES, MOVE_COMMANDS}) {
            of(jdbc, statement, old).param("new", apikey).update();
        }
        var moved =
                new DeviceGroup(old.tenant(), old.path(), old.resource(), apikey, old.document());
        of(jdbc, FORGET_HEARD, moved).update();
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
