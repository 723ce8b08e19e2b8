package city.auriga.storage.device;

import city.auriga.core.device.DeviceGroup;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What is done to all devices of an apikey, or what is theirs, in one transaction, but in parts: no
 * statement may take as long as a large fleet needs. Nobody adds any meanwhile.
 */
final class DeviceParts {
    private static final int DEVICES = 2_000;

    private final String sql;

    /**
     * @param id its column of the ids of devices
     * @param work up to the condition, on {@code w} and {@code part}
     */
    DeviceParts(String table, String id, String work) {
        this.sql =
                """
                WITH part AS (
                    SELECT DISTINCT %1$s AS id FROM %2$s
                    WHERE tenant = :tenant AND path = :path AND apikey = :apikey AND %1$s > :last
                    ORDER BY %1$s LIMIT :limit),
                work AS (
                    %3$s
                    WHERE w.tenant = :tenant AND w.path = :path AND w.apikey = :apikey AND w.%1$s = part.id
                    RETURNING 1)
                SELECT max(id) FROM part
                """
                        .formatted(id, table, work);
    }

    /**
     * @param apikey {@code :new} of the work
     */
    void run(JdbcClient jdbc, DeviceGroup group, String apikey) {
        // No id is empty.
        var last = Optional.of("");
        while (last.isPresent()) {
            last =
                    jdbc.sql(sql)
                            .param("tenant", group.tenant().name())
                            .param("path", group.path())
                            .param("apikey", group.apikey())
                            .param("new", apikey)
                            .param("last", last.get())
                            .param("limit", DEVICES)
                            .query(String.class)
                            .optional();
        }
    }

    /** Of work that does not change the apikey. */
    void run(JdbcClient jdbc, DeviceGroup group) {
        run(jdbc, group, group.apikey());
    }
}
