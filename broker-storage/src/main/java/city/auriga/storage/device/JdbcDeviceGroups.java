package city.auriga.storage.device;

import city.auriga.core.device.DeclaredCommand;
import city.auriga.core.device.DeclaredList;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DeviceGroups;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.storage.device.Apikeys.Claim;
import city.auriga.storage.sql.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Device groups in the table {@code device_group}. */
public final class JdbcDeviceGroups implements DeviceGroups {
    private static final String INSERT =
            """
            INSERT INTO device_group (tenant, path, resource, apikey, document)
            VALUES (:tenant, :path, :resource, :apikey, :document::jsonb)
            ON CONFLICT DO NOTHING
            """;
    private static final String SELECT =
            "SELECT tenant, path, resource, apikey, document FROM device_group ";
    private static final String FIND = SELECT + "WHERE apikey = :apikey AND resource = :resource";
    private static final String WITH_APIKEY =
            SELECT + "WHERE apikey = :apikey OR next_apikey = :apikey ORDER BY seq";
    private static final String NEXT_APIKEYS =
            "SELECT DISTINCT next_apikey, apikey FROM device_group WHERE next_apikey IS NOT NULL";
    private static final String LIST =
            SELECT + "WHERE tenant = :tenant AND path = :path ORDER BY seq";
    private static final String LIST_ALL = SELECT + "WHERE tenant = :tenant ORDER BY seq";
    private static final String RESOURCES =
            "SELECT DISTINCT resource FROM device_group WHERE resource <> ''";
    private static final String WITH_TOPICS =
            SELECT
                    + "WHERE document -> 'template' IS NOT NULL OR document -> 'topics' IS NOT NULL"
                    + " ORDER BY seq";
    private static final String COMMANDS =
            DeclaredCommands.SELECT.formatted("device_group", "true");
    private static final String UPDATE =
            """
            UPDATE device_group SET document = :document::jsonb
            WHERE tenant = :tenant AND path = :path AND resource = :resource AND apikey = :apikey AND document = :old::jsonb
            """;
    private static final String DELETE =
            """
            DELETE FROM device_group
            WHERE tenant = :tenant AND path = :path AND resource = :resource AND apikey = :apikey
            """;

    private static final String IS_SHARED =
            """
            SELECT EXISTS (
                SELECT FROM device_group g
                WHERE g.tenant = :tenant AND g.path = :path AND g.apikey = :apikey AND g.resource <> :resource)
            """;

    private static final DeviceParts DELETE_DEVICES =
            new DeviceParts("device", "id", "DELETE FROM device w USING part");

    private final Database database;

    public JdbcDeviceGroups(Database database) {
        this.database = database;
    }

    @Override
    public void add(List<DeviceGroup> groups) {
        var tenants = groups.stream().map(DeviceGroup::tenant).toList();
        database.inTenants(
                tenants,
                jdbc -> {
                    Apikeys.require(jdbc, groups.stream().flatMap(Apikeys::claims).toList());
                    for (var group : groups) {
                        int added =
                                key(jdbc.sql(INSERT), group)
                                        .param("document", group.document().toString())
                                        .update();
                        if (added == 0) {
                            throw new NgsiLdException(
                                    Problem.ALREADY_EXISTS,
                                    "there is a group with resource '"
                                            + group.resource()
                                            + "' and this apikey already");
                        }
                        NextApikeys.join(jdbc, group);
                    }
                    NextApikeys.require(jdbc, groups.stream().map(DeviceGroup::apikey).toList());
                    DeviceNews.groupsChanged(jdbc);
                    return groups.size();
                });
    }

    @Override
    public Optional<DeviceGroup> find(String resource, String apikey) {
        return database.inTransaction(jdbc ->
                jdbc.sql(FIND)
                        .param("resource", resource)
                        .param("apikey", apikey)
                        .query(JdbcDeviceGroups::group)
                        .optional());
    }

    @Override
    public List<DeviceGroup> withApikey(String apikey) {
        return database.inTransaction(jdbc ->
                jdbc.sql(WITH_APIKEY)
                        .param("apikey", apikey)
                        .query(JdbcDeviceGroups::group)
                        .list());
    }

    @Override
    public Map<String, String> nextApikeys() {
        var found = new HashMap<String, String>();
        database.inTransaction(jdbc ->
                jdbc.sql(NEXT_APIKEYS)
                        .query((row, _) ->
                                found.put(row.getString("next_apikey"), row.getString("apikey")))
                        .list());
        return found;
    }

    @Override
    public boolean isAnothers(Tenant tenant, String apikey) {
        return database.inTransaction(
                jdbc -> Apikeys.areOthers(jdbc, List.of(new Claim(tenant, apikey))));
    }

    @Override
    public List<Tenant> sharingApikeys() {
        return database.inTransaction(Apikeys::sharing);
    }

    @Override
    public List<DeviceGroup> list(Tenant tenant, String path) {
        return database.inTransaction(jdbc ->
                jdbc.sql(LIST)
                        .param("tenant", tenant.name())
                        .param("path", path)
                        .query(JdbcDeviceGroups::group)
                        .list());
    }

    @Override
    public List<DeviceGroup> listAll(Tenant tenant) {
        return database.inTransaction(jdbc ->
                jdbc.sql(LIST_ALL)
                        .param("tenant", tenant.name())
                        .query(JdbcDeviceGroups::group)
                        .list());
    }

    @Override
    public Set<String> resources() {
        return database.inTransaction(
                jdbc -> Set.copyOf(jdbc.sql(RESOURCES).query(String.class).list()));
    }

    @Override
    public List<DeviceGroup> withTopics() {
        return database.inTransaction(
                jdbc -> jdbc.sql(WITH_TOPICS).query(JdbcDeviceGroups::group).list());
    }

    @Override
    public List<DeviceGroup> declaring(DeclaredList list) {
        var sql = SELECT + "WHERE " + DeclaredLists.condition(list) + " ORDER BY seq";
        return database.inTransaction(jdbc -> jdbc.sql(sql).query(JdbcDeviceGroups::group).list());
    }

    @Override
    public List<DeclaredCommand> commands() {
        return database.inTransaction(
                jdbc -> jdbc.sql(COMMANDS).query(DeclaredCommands::declared).list());
    }

    @Override
    public boolean replace(DeviceGroup old, DeviceGroup group) {
        boolean ends = !old.apikey().equals(group.apikey());
        boolean changes = ends || !old.nextApikey().equals(group.nextApikey());
        return database.inTransaction(jdbc -> {
            if (changes) {
                Apikeys.lock(jdbc, old, group);
            }
            DeviceNews.groupsChanged(jdbc);
            boolean replaced =
                    key(jdbc.sql(UPDATE), old)
                                    .param("document", group.document().toString())
                                    .param("old", old.document().toString())
                                    .update()
                            == 1;
            if (replaced && ends) {
                NextApikeys.move(jdbc, old, group.apikey());
            } else if (replaced && changes) {
                NextApikeys.spread(jdbc, group, group.nextApikey().orElse(null));
            }
            if (replaced) {
                NextApikeys.require(jdbc, List.of(group.apikey()));
            }
            return replaced;
        });
    }

    @Override
    public boolean remove(DeviceGroup group, boolean devices) {
        return database.inTransaction(jdbc -> {
            // Of several with its apikey that go at once the last one takes the devices.
            Apikeys.lock(jdbc, group.apikey());
            Apikeys.shutGate(jdbc, group.apikey());
            // First: who adds devices to it holds it until they are there to be seen.
            int removed = key(jdbc.sql(DELETE), group).update();
            if (devices) {
                if (!key(jdbc.sql(IS_SHARED), group).query(Boolean.class).single()) {
                    DELETE_DEVICES.run(jdbc, group);
                }
                // A statement of its own: it sees what was added before a device could be deleted.
                CommandEnds.left(jdbc, group);
            }
            DeviceNews.groupsChanged(jdbc);
            return removed == 1;
        });
    }

    private static JdbcClient.StatementSpec key(JdbcClient.StatementSpec sql, DeviceGroup group) {
        return sql.param("tenant", group.tenant().name())
                .param("path", group.path())
                .param("resource", group.resource())
                .param("apikey", group.apikey());
    }

    static DeviceGroup group(ResultSet row, int number) throws SQLException {
        return new DeviceGroup(
                new Tenant(row.getString("tenant")),
                row.getString("path"),
                row.getString("resource"),
                row.getString("apikey"),
                Json.read(row, "document"));
    }
}
