package city.auriga.storage.device;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DeviceInventory;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.storage.device.NextApikeys.Place;
import city.auriga.storage.sql.Database;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All of {@code device_group} and {@code device}: out in pages, in with one transaction. */
public final class JdbcDeviceInventory implements DeviceInventory {
    private static final int PAGE = 1_000;
    private static final String GROUPS =
            """
            SELECT tenant, path, resource, apikey, document FROM device_group
            WHERE (:tenant::text IS NULL OR tenant = :tenant) ORDER BY tenant, seq
            """;
    private static final String FIRST =
            "SELECT tenant, path, apikey, id, document, seq FROM device WHERE ";
    private static final String OF_TENANT = "tenant = :only AND (path, seq) > (:path, :seq)";
    private static final String OF_ALL = "(tenant, path, seq) > (:tenant, :path, :seq)";
    private static final String ORDER = " ORDER BY tenant, path, seq LIMIT " + PAGE;
    private static final String PUT_GROUP =
            """
            INSERT INTO device_group AS g (tenant, path, resource, apikey, document)
            VALUES (:tenant, :path, :resource, :apikey, :document::jsonb)
            ON CONFLICT (apikey, resource) DO UPDATE SET document = excluded.document
            WHERE g.tenant = excluded.tenant AND g.path = excluded.path
            """;
    private static final String PUT_DEVICES =
            """
            INSERT INTO device (tenant, path, apikey, id, document)
            SELECT tenant, path, apikey, id, document::jsonb
            FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                WITH ORDINALITY AS n (tenant, path, apikey, id, document, number)
            ORDER BY number
            ON CONFLICT (tenant, path, apikey, id) DO UPDATE SET document = excluded.document
            """;

    private final Database database;

    public JdbcDeviceInventory(Database database) {
        this.database = database;
    }

    @Override
    public List<DeviceGroup> groups(@Nullable Tenant tenant) {
        return database.inTransaction(jdbc ->
                jdbc.sql(GROUPS)
                        .param("tenant", tenant == null ? null : tenant.name(), Types.VARCHAR)
                        .query(JdbcDeviceGroups::group)
                        .list());
    }

    private record Row(Device device, long seq) {}

    @Override
    public void devices(@Nullable Tenant tenant, Consumer<Device> taker) {
        var page = page(tenant, null);
        while (!page.isEmpty()) {
            page.forEach(row -> taker.accept(row.device));
            page = page.size() < PAGE ? List.of() : page(tenant, page.getLast());
        }
    }

    private List<Row> page(@Nullable Tenant tenant, @Nullable Row last) {
        var sql = FIRST + (tenant == null ? OF_ALL : OF_TENANT) + ORDER;
        return database.inTransaction(jdbc -> {
            var statement =
                    jdbc.sql(sql)
                            .param("path", last == null ? "" : last.device.path())
                            .param("seq", last == null ? 0L : last.seq);
            var from = last == null ? "" : last.device.tenant().name();
            return (tenant == null
                            ? statement.param("tenant", from)
                            : statement.param("only", tenant.name()))
                    .query((row, number) ->
                            new Row(JdbcDeviceRegistry.device(row, number), row.getLong("seq")))
                    .list();
        });
    }

    @Override
    public void put(Collection<Tenant> tenants, Consumer<Taker> content) {
        var numbers = new Numbers();
        content.accept(numbers);
        database.inTenants(
                tenants,
                jdbc -> {
                    Apikeys.lock(jdbc, numbers.all);
                    var writing = new Writing(jdbc);
                    content.accept(writing);
                    writing.flush();
                    NextApikeys.require(jdbc, writing.apikeys);
                    // Says to everybody that all may be different.
                    DeviceNews.groupsChanged(jdbc);
                    return tenants.size();
                });
    }

    /** Looks which apikeys there are, to lock them all in one order. */
    private static final class Numbers implements Taker {
        private final Set<Integer> all = new HashSet<>();

        @Override
        public void group(DeviceGroup group) {
            add(group.apikey());
            group.nextApikey().ifPresent(this::add);
        }

        @Override
        public void device(Device device) {
            add(device.apikey());
        }

        private void add(String apikey) {
            if (!apikey.isEmpty()) {
                all.add(Apikeys.number(apikey));
            }
        }
    }

    /** Collects devices to statements. */
    private static final class Writing implements Taker {
        private final JdbcClient jdbc;
        private final List<Device> devices = new ArrayList<>();

        /** Those of groups. */
        private final Set<String> apikeys = new HashSet<>();

        private final Map<Place, String> former;

        Writing(JdbcClient jdbc) {
            this.jdbc = jdbc;
            this.former = NextApikeys.former(jdbc);
        }

        @Override
        public void group(DeviceGroup group) {
            Apikeys.require(jdbc, Apikeys.claims(group).toList());
            requireNotFormer(Place.of(group));
            apikeys.add(group.apikey());
            int rows =
                    jdbc.sql(PUT_GROUP)
                            .param("tenant", group.tenant().name())
                            .param("path", group.path())
                            .param("resource", group.resource())
                            .param("apikey", group.apikey())
                            .param("document", group.document().toString())
                            .update();
            if (rows == 0) {
                throw new NgsiLdException(
                        Problem.ALREADY_EXISTS,
                        "another fiware-servicepath has a group with resource '"
                                + group.resource()
                                + "' and this apikey");
            }
        }

        @Override
        public void device(Device device) {
            requireNotFormer(Place.of(device));
            devices.add(device);
            if (devices.size() >= PAGE) {
                flush();
            }
        }

        /** What was exported before an apikey was changed would be there twice. */
        private void requireNotFormer(Place place) {
            var resource = former.get(place);
            if (resource != null) {
                throw new NgsiLdException(
                        Problem.ALREADY_EXISTS,
                        "apikey: the group with resource '"
                                + resource
                                + "' had it before it was changed; expected the one that it has"
                                + " now");
            }
        }

        void flush() {
            if (!devices.isEmpty()) {
                Apikeys.require(jdbc, devices.stream().map(JdbcDeviceRegistry::claim).toList());
                jdbc.sql(PUT_DEVICES)
                        .param(texts(device -> device.tenant().name()))
                        .param(texts(Device::path))
                        .param(texts(Device::apikey))
                        .param(texts(Device::id))
                        .param(texts(device -> device.document().toString()))
                        .update();
                NextApikeys.requireNone(jdbc, List.of(texts(Device::apikey)));
                devices.clear();
            }
        }

        private String[] texts(Function<Device, String> text) {
            return devices.stream().map(text).toArray(String[]::new);
        }
    }
}
