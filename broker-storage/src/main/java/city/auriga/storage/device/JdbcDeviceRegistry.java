package city.auriga.storage.device;

import city.auriga.core.device.DeclaredCommand;
import city.auriga.core.device.DeclaredList;
import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceQuery;
import city.auriga.core.device.DeviceRegistry;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.storage.device.Apikeys.Claim;
import city.auriga.storage.sql.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Devices in the table {@code device}. */
public final class JdbcDeviceRegistry implements DeviceRegistry {
    private static final String INSERT =
            """
            INSERT INTO device (tenant, path, apikey, id, document)
            VALUES (:tenant, :path, :apikey, :id, :document::jsonb)
            ON CONFLICT DO NOTHING
            """;

    private static final String SELECT =
            "SELECT tenant, path, apikey, id, document, seq FROM device ";
    private static final String FIND =
            SELECT + "WHERE tenant = :tenant AND path = :path AND apikey = :apikey AND id = :id";
    private static final String FIND_ADDRESSED =
            SELECT
                    + """
                    WHERE tenant = :tenant AND path = :path AND apikey IN (:apikey, '') AND id = :id
                    ORDER BY apikey = '' LIMIT 1
                    """;
    private static final String WITH_ID =
            SELECT + "WHERE tenant = :tenant AND path = :path AND id = :id ORDER BY seq";
    private static final String WITH_APIKEY =
            SELECT + "WHERE id = :id AND apikey = :apikey ORDER BY seq";
    private static final String HAS_APIKEY =
            "SELECT EXISTS (SELECT FROM device WHERE apikey = :apikey)";
    private static final String NAMED_OR_CALLED =
            SELECT
                    + """
                    WHERE tenant = :tenant AND ((document ->> 'entity_name') = ANY (:names) OR id = ANY (:ids))
                    ORDER BY seq
                    """;
    private static final String COMMANDS =
            DeclaredCommands.SELECT.formatted("device", "document -> 'commands' IS NOT NULL");

    private static final String PAGE = " ORDER BY seq LIMIT :limit OFFSET :offset";
    private static final String AFTER = " AND seq > :after";

    /** Devices of a long page that are in memory at the same time. */
    static final int PART = 500;

    private static final String COUNT = "SELECT count(*) FROM device ";
    private static final String UPDATE =
            """
            UPDATE device SET apikey = :newApikey, document = :newDocument::jsonb
            WHERE tenant = :tenant AND path = :path AND apikey = :apikey AND id = :id AND document = :document::jsonb
            """;

    /** What waits for the device waits for it under its new apikey, too. */
    private static final String MOVE_COMMANDS =
            """
            UPDATE command SET apikey = :newApikey
            WHERE tenant = :tenant AND path = :path AND apikey = :apikey AND device_id = :id
            """;

    private static final String DELETE =
            "DELETE FROM device WHERE tenant = :tenant AND path = :path AND apikey = :apikey AND id"
                    + " = :id";

    private final Database database;

    public JdbcDeviceRegistry(Database database) {
        this.database = database;
    }

    @Override
    public List<Device> add(List<Device> devices) {
        var tenants = devices.stream().map(Device::tenant).toList();
        return database.inTenants(
                tenants,
                jdbc -> {
                    Apikeys.require(jdbc, devices.stream().map(JdbcDeviceRegistry::claim).toList());
                    var added = NextApikeys.current(jdbc, devices);
                    NextApikeys.requireNone(jdbc, added.stream().map(Device::apikey).toList());
                    for (var device : added) {
                        if (insert(jdbc, device) == 0) {
                            throw new NgsiLdException(
                                    Problem.ALREADY_EXISTS,
                                    "there is a device '" + device.id() + "' already");
                        }
                    }
                    return added;
                });
    }

    @Override
    public Device addIfAbsent(Device device) {
        return database.inTenants(
                Set.of(device.tenant()),
                jdbc -> {
                    LockPatience.READING.begin(jdbc);
                    Apikeys.requireStill(jdbc, claim(device));
                    insert(jdbc, device);
                    return key(jdbc.sql(FIND), device).query(JdbcDeviceRegistry::device).single();
                });
    }

    @Override
    public Optional<Device> find(Tenant tenant, String path, String apikey, String id) {
        return database.inTransaction(jdbc ->
                place(jdbc.sql(FIND), tenant, path)
                        .param("apikey", apikey)
                        .param("id", id)
                        .query(JdbcDeviceRegistry::device)
                        .optional());
    }

    @Override
    public Optional<Device> find(Address address) {
        return database.inTransaction(jdbc ->
                place(jdbc.sql(FIND_ADDRESSED), address.tenant(), address.path())
                        .param("apikey", address.apikey())
                        .param("id", address.device())
                        .query(JdbcDeviceRegistry::device)
                        .optional());
    }

    @Override
    public List<Device> withId(Tenant tenant, String path, String id) {
        return database.inTransaction(jdbc ->
                place(jdbc.sql(WITH_ID), tenant, path)
                        .param("id", id)
                        .query(JdbcDeviceRegistry::device)
                        .list());
    }

    @Override
    public List<Device> withApikey(String apikey, String id) {
        return database.inTransaction(jdbc ->
                jdbc.sql(WITH_APIKEY)
                        .param("apikey", apikey)
                        .param("id", id)
                        .query(JdbcDeviceRegistry::device)
                        .list());
    }

    @Override
    public boolean hasApikey(String apikey) {
        return database.inTransaction(
                jdbc -> jdbc.sql(HAS_APIKEY).param("apikey", apikey).query(Boolean.class).single());
    }

    @Override
    public List<Device> namedOrCalled(
            Tenant tenant, Collection<String> names, Collection<String> ids) {
        return database.inTransaction(jdbc ->
                jdbc.sql(NAMED_OR_CALLED)
                        .param("tenant", tenant.name())
                        .param("names", names.toArray(String[]::new))
                        .param("ids", ids.toArray(String[]::new))
                        .query(JdbcDeviceRegistry::device)
                        .list());
    }

    @Override
    public List<DeclaredCommand> commands() {
        return database.inTransaction(
                jdbc -> jdbc.sql(COMMANDS).query(DeclaredCommands::declared).list());
    }

    @Override
    public List<Device> declaring(DeclaredList list) {
        var sql = DeclaredLists.devices(list);
        return database.inTransaction(
                jdbc -> jdbc.sql(sql).query(JdbcDeviceRegistry::device).list());
    }

    @Override
    public List<Device> list(DeviceQuery query, int limit, int offset) {
        var condition = DeviceCondition.of(query);
        return database.inTransaction(jdbc ->
                jdbc.sql(SELECT + condition.text() + PAGE)
                        .params(condition.values())
                        .param("limit", limit)
                        .param("offset", offset)
                        .query(JdbcDeviceRegistry::device)
                        .list());
    }

    private record Row(Device device, long seq) {}

    /** No transaction is open while they are taken: that may be as slow as a client. */
    @Override
    public void list(DeviceQuery query, int limit, int offset, Consumer<List<Device>> taker) {
        int left = limit;
        var part = part(query, Math.min(left, PART), offset, 0);
        while (!part.isEmpty()) {
            taker.accept(part.stream().map(Row::device).toList());
            left -= part.size();
            int next = part.size() < PART ? 0 : Math.min(left, PART);
            part = next == 0 ? List.of() : part(query, next, 0, part.getLast().seq);
        }
    }

    private List<Row> part(DeviceQuery query, int limit, int offset, long after) {
        var condition = DeviceCondition.of(query);
        return database.inTransaction(jdbc ->
                jdbc.sql(SELECT + condition.text() + AFTER + PAGE)
                        .params(condition.values())
                        .param("after", after)
                        .param("limit", limit)
                        .param("offset", offset)
                        .query((row, number) -> new Row(device(row, number), row.getLong("seq")))
                        .list());
    }

    @Override
    public long count(DeviceQuery query) {
        var condition = DeviceCondition.of(query);
        return database.inTransaction(jdbc ->
                jdbc.sql(COUNT + condition.text())
                        .params(condition.values())
                        .query(Long.class)
                        .single());
    }

    @Override
    public Optional<Device> replace(Device old, Device device) {
        try {
            return database.inTransaction(jdbc -> {
                var current = device;
                if (!old.apikey().equals(device.apikey())) {
                    Apikeys.require(jdbc, List.of(claim(device)));
                    current = NextApikeys.current(jdbc, List.of(device)).getFirst();
                    NextApikeys.requireNone(jdbc, List.of(current.apikey()));
                }
                return replace(jdbc, old, current) ? Optional.of(current) : Optional.empty();
            });
        } catch (DuplicateKeyException e) {
            throw duplicate(device);
        }
    }

    @Override
    public boolean adopt(Device unkeyed, String apikey) {
        var keyed = unkeyed.withApikey(apikey);
        try {
            return database.inTransaction(jdbc -> {
                LockPatience.READING.begin(jdbc);
                Apikeys.requireStill(jdbc, claim(keyed));
                return replace(jdbc, unkeyed, keyed);
            });
        } catch (DuplicateKeyException e) {
            throw duplicate(keyed);
        }
    }

    private static boolean replace(JdbcClient jdbc, Device old, Device device) {
        DeviceNews.changed(jdbc, old);
        DeviceNews.changed(jdbc, device);
        boolean replaced =
                key(jdbc.sql(UPDATE), old)
                                .param("newApikey", device.apikey())
                                .param("newDocument", device.document().toString())
                                .param("document", old.document().toString())
                                .update()
                        == 1;
        if (replaced && !old.apikey().equals(device.apikey())) {
            key(jdbc.sql(MOVE_COMMANDS), old).param("newApikey", device.apikey()).update();
        }
        return replaced;
    }

    private static NgsiLdException duplicate(Device device) {
        return new NgsiLdException(
                Problem.ALREADY_EXISTS,
                "there is a device '" + device.id() + "' with this apikey already");
    }

    @Override
    public boolean remove(Device device) {
        return database.inTransaction(jdbc -> {
            DeviceNews.changed(jdbc, device);
            // Whoever adds a command holds the device: what was added before it went is there now.
            boolean removed = key(jdbc.sql(DELETE), device).update() == 1;
            CommandEnds.left(jdbc, device);
            return removed;
        });
    }

    static Claim claim(Device device) {
        return new Claim(device.tenant(), device.apikey());
    }

    private static int insert(JdbcClient jdbc, Device device) {
        int rows =
                key(jdbc.sql(INSERT), device)
                        .param("document", device.document().toString())
                        .update();
        if (rows > 0) {
            DeviceNews.changed(jdbc, device);
        }
        return rows;
    }

    private static JdbcClient.StatementSpec key(JdbcClient.StatementSpec sql, Device device) {
        return place(sql, device.tenant(), device.path())
                .param("apikey", device.apikey())
                .param("id", device.id());
    }

    private static JdbcClient.StatementSpec place(
            JdbcClient.StatementSpec sql, Tenant tenant, String path) {
        return sql.param("tenant", tenant.name()).param("path", path);
    }

    static Device device(ResultSet row, int number) throws SQLException {
        return new Device(
                new Tenant(row.getString("tenant")),
                row.getString("path"),
                row.getString("apikey"),
                row.getString("id"),
                Json.read(row, "document"));
    }
}
