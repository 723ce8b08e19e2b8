package city.auriga.storage.config;

import city.auriga.storage.entity.EntityCache;
import city.auriga.storage.server.PrivatePostgres;
import city.auriga.storage.server.PrivatePostgresSettings;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The database of this process: an external server, or a private one that is started and stopped
 * with it. The schema is brought up to date before anybody gets a connection.
 */
final class ManagedDatabase implements AutoCloseable {
    /**
     * Lanes know their plans: rows by key, one after the other. Statistics that lag behind must not
     * change that.
     */
    private static final String LANE_SESSION =
            "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET"
                    + " enable_bitmapscan = off; SET plan_cache_mode = force_generic_plan";

    private static final int DELIVERIES = 4;

    /** One stores, one forwards, one counts. */
    private static final int SPOOL = 3;

    /**
     * Look-ups by key have one plan. A query takes one processor: to start a worker takes longer
     * than a page.
     */
    private static final String READER_SESSION =
            "SET plan_cache_mode = force_generic_plan; SET max_parallel_workers_per_gather = 0";

    /** How selective a query is, only its values tell. */
    private static final String QUERY_SESSION =
            "SET plan_cache_mode = force_custom_plan; SET max_parallel_workers_per_gather = 0";

    private final DatabaseSettings settings;
    private final Optional<PrivatePostgres> server;
    private final HikariDataSource readers;
    private final HikariDataSource queries;
    private final HikariDataSource deliveries;
    private final HikariDataSource writers;
    private final HikariDataSource entities;
    private @Nullable HikariDataSource spool;

    ManagedDatabase(
            DatabaseSettings settings,
            PostgresSettings postgres,
            DataSettings data,
            int writers,
            int entities,
            EntityCache cache) {
        this.settings = settings;
        this.server =
                settings.url() == null ? Optional.of(start(postgres, data)) : Optional.empty();
        try {
            Flyway.configure().dataSource(direct()).load().migrate();
            this.readers =
                    pool("readers", settings.connections(), true, READER_SESSION, cache::clear);
            this.queries =
                    pool("queries", settings.connections(), true, QUERY_SESSION, cache::clear);
            this.deliveries = pool("deliveries", DELIVERIES, true, READER_SESSION, () -> {});
            this.writers = pool("writers", writers, false, LANE_SESSION, cache::clear);
            this.entities = pool("entities", entities, true, LANE_SESSION, cache::clear);
        } catch (RuntimeException e) {
            server.ifPresent(PrivatePostgres::close);
            throw e;
        }
    }

    private static PrivatePostgres start(PostgresSettings postgres, DataSettings data) {
        var bin = postgres.bin() == null ? null : Path.of(postgres.bin());
        return PrivatePostgres.start(
                PrivatePostgresSettings.in(data.folder())
                        .withProgramFolder(bin)
                        .withOwner(postgres.user()));
    }

    /** Connections for look-ups by key, each statement its own transaction. */
    DataSource readers() {
        return readers;
    }

    /** Connections for queries of entities. */
    DataSource queries() {
        return queries;
    }

    /** Connections for what waits to be delivered, which must not stand in anybody's way. */
    DataSource deliveries() {
        return deliveries;
    }

    /** Connections for the lanes of the batch writer. */
    DataSource writers() {
        return writers;
    }

    /** Connections for look-ups of entities by id. */
    DataSource entities() {
        return entities;
    }

    /**
     * Connections for the spool, which only an agent that stands alone has. It is empty one moment
     * and long the next, and what PostgreSQL knows of it lags behind.
     */
    synchronized DataSource spool() {
        var pool = spool;
        if (pool == null) {
            pool = pool("spool", SPOOL, true, LANE_SESSION, () -> {});
            spool = pool;
        }
        return pool;
    }

    /** New connections that belong to no pool, for those who keep them. */
    DataSource direct() {
        return source("keeper");
    }

    private DriverManagerDataSource source(String name) {
        var properties = new Properties();
        properties.setProperty("ApplicationName", "auriga-" + name);
        properties.setProperty("prepareThreshold", "1");
        properties.setProperty("loginTimeout", answerSeconds());
        properties.setProperty("tcpKeepAlive", "true");
        var source = new DriverManagerDataSource(url(), user(), password());
        source.setConnectionProperties(properties);
        return source;
    }

    /** Rounded up, since zero would be for ever. */
    private String answerSeconds() {
        return Long.toString(Math.ceilDiv(settings.answerTimeout().toMillis(), 1000));
    }

    /**
     * @param opened told of each new connection, which may be to another server
     */
    private HikariDataSource pool(
            String name, int size, boolean autoCommit, String session, Runnable opened) {
        var source = source(name);
        // A server that neither answers nor hangs up must not hold a request for ever.
        Objects.requireNonNull(source.getConnectionProperties())
                .setProperty("socketTimeout", answerSeconds());
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(
                new DelegatingDataSource(source) {
                    @Override
                    public Connection getConnection() throws SQLException {
                        opened.run();
                        return super.getConnection();
                    }
                });
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(Math.min(size, autoCommit ? 2 : size));
        config.setAutoCommit(autoCommit);
        config.setConnectionTimeout(settings.connectTimeout().toMillis());
        // A connection that does not answer must not hold a request longer than none at all.
        config.setValidationTimeout(settings.connectTimeout().toMillis());
        config.setConnectionInitSql(autoCommit ? session + statementTimeout() : session);
        return new HikariDataSource(config);
    }

    /** PostgreSQL gives up just before we do: it must not work on for nobody. */
    private String statementTimeout() {
        return "; SET statement_timeout = " + settings.answerTimeout().toMillis() * 9 / 10;
    }

    private String url() {
        return server.map(PrivatePostgres::jdbcUrl).orElseGet(() -> String.valueOf(settings.url()));
    }

    private String user() {
        return server.map(PrivatePostgres::user).orElse(settings.user());
    }

    private String password() {
        return server.map(PrivatePostgres::password).orElse(settings.password());
    }

    /** Where the database is, for the start message. */
    String description() {
        return server.map(s -> "private PostgreSQL on port " + s.port()).orElseGet(this::url);
    }

    @Override
    public synchronized void close() {
        if (spool != null) {
            spool.close();
        }
        writers.close();
        entities.close();
        queries.close();
        deliveries.close();
        readers.close();
        server.ifPresent(PrivatePostgres::close);
    }
}
