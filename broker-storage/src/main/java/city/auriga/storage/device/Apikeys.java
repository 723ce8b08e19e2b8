package city.auriga.storage.device;

import city.auriga.core.device.DeviceGroup;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.util.Comparator;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Apikeys belong to one tenant each: all that tells whose a reading is may be its apikey. */
final class Apikeys {
    /** Whoever adds the same apikey waits until the end of the transaction. */
    private static final String LOCK =
            "SELECT pg_advisory_xact_lock(hashtext('device_group'), hashtext(:apikey))";

    private static final String IS_ANOTHERS =
            "SELECT EXISTS (SELECT FROM device_group WHERE apikey = :apikey AND tenant <> :tenant)";

    private Apikeys() {}

    /**
     * To be called before groups are stored.
     *
     * @throws NgsiLdException AlreadyExists if another tenant has one of the apikeys
     */
    static void requireOwn(JdbcClient jdbc, List<DeviceGroup> groups) {
        // In one order, so that no two transactions wait for each other.
        groups.stream()
                .sorted(Comparator.comparing(DeviceGroup::apikey))
                .forEach(group -> requireOwn(jdbc, group));
    }

    private static void requireOwn(JdbcClient jdbc, DeviceGroup group) {
        jdbc.sql(LOCK).param("apikey", group.apikey()).query().listOfRows();
        boolean taken =
                jdbc.sql(IS_ANOTHERS)
                        .param("apikey", group.apikey())
                        .param("tenant", group.tenant().name())
                        .query(Boolean.class)
                        .single();
        if (taken) {
            throw new NgsiLdException(
                    Problem.ALREADY_EXISTS,
                    "apikey: another fiware-service has a group with it; choose another one");
        }
    }
}
