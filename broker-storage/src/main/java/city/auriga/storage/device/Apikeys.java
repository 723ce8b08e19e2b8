package city.auriga.storage.device;

import city.auriga.core.device.DeviceGroup;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Apikeys belong to one tenant each, be it by groups or by devices: all that tells whose a reading
 * is, and for whom a command, may be the apikey.
 */
final class Apikeys {
    /** A server has place for some thousands of locks. */
    private static final int LOCKS = 1_024;

    private static final String ONE_BY_ONE = "SELECT pg_advisory_xact_lock(hashtext('apikeys'))";

    /** Whoever takes an apikey of the same number waits until the end of the transaction. */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtext('apikey'), :number)";

    /**
     * Who stands in this line stands behind whoever came before, whatever that one wants. Of each
     * apikey its own, since a removal takes long: a transaction is in one such line at most.
     */
    private static final String GATE = "hashtext('groups of an apikey'), hashtext(:apikey))";

    private static final String PASS_GATE = "SELECT pg_advisory_xact_lock_shared(" + GATE;
    private static final String SHUT_GATE = "SELECT pg_advisory_xact_lock(" + GATE;
    private static final String HOLD_GROUPS =
            "SELECT 1 FROM device_group WHERE tenant = :tenant AND apikey = :apikey FOR KEY SHARE";

    private static final String SHARED =
            """
            WITH had AS (
                SELECT DISTINCT apikey, tenant FROM device WHERE apikey <> ''
                UNION SELECT apikey, tenant FROM device_group WHERE apikey <> ''),
            doubled AS (SELECT apikey FROM had GROUP BY apikey HAVING count(*) > 1)
            SELECT DISTINCT tenant FROM had JOIN doubled USING (apikey) ORDER BY tenant
            """;

    /** In ranges, so that many devices of one tenant are passed over. */
    private static final String OF_OTHERS =
            """
            SELECT c.apikey FROM unnest(:apikeys, :tenants) AS c (apikey, tenant)
            WHERE EXISTS (SELECT FROM device_group g WHERE g.apikey = c.apikey AND g.tenant <> c.tenant)
                OR EXISTS (SELECT FROM device_group g WHERE g.next_apikey = c.apikey AND g.tenant <> c.tenant)
                OR EXISTS (SELECT FROM device d WHERE d.apikey = c.apikey AND d.tenant < c.tenant)
                OR EXISTS (SELECT FROM device d WHERE d.apikey = c.apikey AND d.tenant > c.tenant)
            LIMIT 1
            """;

    private Apikeys() {}

    /** What somebody is about to take. */
    record Claim(Tenant tenant, String apikey) {}

    /** What a group has, and what it changes to. */
    static Stream<Claim> claims(DeviceGroup group) {
        return Stream.concat(Stream.of(group.apikey()), group.nextApikey().stream())
                .map(apikey -> new Claim(group.tenant(), apikey));
    }

    /** Who takes an apikey of the same number waits for it. */
    static int number(String apikey) {
        return Math.floorMod(apikey.hashCode(), LOCKS);
    }

    /**
     * For who takes many, but not at once: until the end of the transaction nobody else takes any
     * of them, or as many.
     */
    static void lock(JdbcClient jdbc, Collection<Integer> numbers) {
        jdbc.sql(ONE_BY_ONE).query().listOfRows();
        lockEach(jdbc, numbers.stream());
    }

    /**
     * For who changes the apikey of a group, or what it changes to.
     *
     * @throws NgsiLdException AlreadyExists if another tenant has what it changes to
     */
    static void lock(JdbcClient jdbc, DeviceGroup old, DeviceGroup group) {
        lockEach(
                jdbc,
                Stream.of(old, group).flatMap(Apikeys::claims).map(claim -> number(claim.apikey)));
        var next = group.nextApikey().map(apikey -> new Claim(group.tenant(), apikey));
        requireFree(jdbc, next.stream().toList());
    }

    /**
     * For who takes an apikey from groups or devices, under the locks of it: waits for those who
     * add devices of it just now, and no other one comes before.
     */
    static void shutGate(JdbcClient jdbc, String apikey) {
        jdbc.sql(SHUT_GATE).param("apikey", apikey).query().listOfRows();
    }

    /** Nobody else takes the apikey, or takes it from its groups. */
    static void lock(JdbcClient jdbc, String apikey) {
        lockEach(jdbc, Stream.of(number(apikey)));
    }

    /** In one order, so that no two transactions wait for each other. */
    private static void lockEach(JdbcClient jdbc, Stream<Integer> numbers) {
        numbers.distinct()
                .sorted()
                .forEach(number -> jdbc.sql(LOCK).param("number", number).query().listOfRows());
    }

    /**
     * To be called before what has them is stored.
     *
     * @param claims empty apikeys are nobody's
     * @throws NgsiLdException AlreadyExists if another tenant has one of the apikeys
     */
    static void require(JdbcClient jdbc, Collection<Claim> claims) {
        var named = claims.stream().filter(claim -> !claim.apikey.isEmpty()).distinct().toList();
        lockEach(jdbc, named.stream().map(claim -> number(claim.apikey)));
        requireFree(jdbc, named);
    }

    /**
     * As {@link #require}, of somebody whose group had the apikey just now: as long as the group is
     * there nobody else takes the apikey, and until the end of the transaction it stays. Waits for
     * nobody who provisions.
     *
     * @throws NgsiLdException AlreadyExists if it is not so any more
     */
    static void requireStill(JdbcClient jdbc, Claim claim) {
        if (!claim.apikey.isEmpty()) {
            jdbc.sql(PASS_GATE).param("apikey", claim.apikey).query().listOfRows();
            var held =
                    jdbc.sql(HOLD_GROUPS)
                            .param("tenant", claim.tenant.name())
                            .param("apikey", claim.apikey)
                            .query()
                            .listOfRows();
            if (held.isEmpty()) {
                // What was changed or removed must not live on in a device.
                throw new NgsiLdException(
                        Problem.ALREADY_EXISTS, "apikey: its group does not have it any more");
            }
            requireFree(jdbc, List.of(claim));
        }
    }

    private static void requireFree(JdbcClient jdbc, List<Claim> claims) {
        if (!claims.isEmpty() && areOthers(jdbc, claims)) {
            throw new NgsiLdException(
                    Problem.ALREADY_EXISTS,
                    "apikey: another fiware-service has it; choose another one");
        }
    }

    /** Tenants that have one in common with another. */
    static List<Tenant> sharing(JdbcClient jdbc) {
        return jdbc.sql(SHARED).query((row, _) -> new Tenant(row.getString(1))).list();
    }

    /** Whether some of them are another tenant's. */
    static boolean areOthers(JdbcClient jdbc, List<Claim> claims) {
        return jdbc.sql(OF_OTHERS)
                .param("apikeys", claims.stream().map(Claim::apikey).toArray(String[]::new))
                .param("tenants", claims.stream().map(c -> c.tenant.name()).toArray(String[]::new))
                .query(String.class)
                .optional()
                .isPresent();
    }
}
