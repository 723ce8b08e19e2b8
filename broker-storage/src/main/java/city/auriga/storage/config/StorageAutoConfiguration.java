package city.auriga.storage.config;

import city.auriga.core.device.Spool;
import city.auriga.core.discovery.Discovery;
import city.auriga.core.entity.AttributeIndexes;
import city.auriga.core.entity.EntityMaps;
import city.auriga.core.entity.EntityStore;
import city.auriga.core.entity.MutationWriter;
import city.auriga.core.jsonld.ContextStore;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.registration.SourceIds;
import city.auriga.core.subscription.Backlog;
import city.auriga.core.subscription.ChangeMatcher;
import city.auriga.core.subscription.FeedListener;
import city.auriga.core.subscription.Feeds;
import city.auriga.core.subscription.HeldSubscriptions;
import city.auriga.core.subscription.NotificationSink;
import city.auriga.core.subscription.Outbox;
import city.auriga.core.subscription.SubscriptionListener;
import city.auriga.core.subscription.SubscriptionStore;
import city.auriga.core.subscription.Undelivered;
import city.auriga.storage.context.JdbcContextStore;
import city.auriga.storage.discovery.ContentFolding;
import city.auriga.storage.discovery.JdbcDiscovery;
import city.auriga.storage.entity.EntityCache;
import city.auriga.storage.entity.EntityQueries;
import city.auriga.storage.entity.EntityReads;
import city.auriga.storage.entity.EntityRows;
import city.auriga.storage.entity.JdbcEntityMaps;
import city.auriga.storage.entity.JdbcEntityStore;
import city.auriga.storage.entity.JdbcTenants;
import city.auriga.storage.entity.LookUps;
import city.auriga.storage.entity.TypeSets;
import city.auriga.storage.feed.JdbcFeeds;
import city.auriga.storage.index.IndexBuilding;
import city.auriga.storage.index.JdbcAttributeIndexes;
import city.auriga.storage.index.KnownIndexes;
import city.auriga.storage.news.Channel;
import city.auriga.storage.news.News;
import city.auriga.storage.outbox.JdbcBacklog;
import city.auriga.storage.outbox.JdbcHeldSubscriptions;
import city.auriga.storage.outbox.JdbcOutbox;
import city.auriga.storage.outbox.JdbcUndelivered;
import city.auriga.storage.outbox.Replica;
import city.auriga.storage.spool.JdbcSpool;
import city.auriga.storage.sql.Collations;
import city.auriga.storage.sql.Database;
import city.auriga.storage.subscription.JdbcSubscriptionStore;
import city.auriga.storage.temporal.HistoryPartitions;
import city.auriga.storage.writer.BatchWriter;
import city.auriga.storage.writer.ExpirySweep;
import city.auriga.storage.writer.WriterSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Makes the ports of the core out of PostgreSQL. */
@AutoConfiguration
@EnableConfigurationProperties({
    DatabaseSettings.class,
    PostgresSettings.class,
    DataSettings.class,
    WriterProperties.class,
    QueryProperties.class,
    ReaderProperties.class,
    HistorySettings.class,
    DiscoverySettings.class,
    ExpirySettings.class,
    SpoolSettings.class
})
public class StorageAutoConfiguration {
    @Bean
    ManagedDatabase managedDatabase(
            DatabaseSettings database,
            PostgresSettings postgres,
            DataSettings data,
            WriterProperties writer,
            ReaderProperties reader,
            EntityCache cache) {
        int writers = BatchWriter.connections(writer.lanes());
        return new ManagedDatabase(database, postgres, data, writers, reader.lanes(), cache);
    }

    @Bean
    Database database(ManagedDatabase managed) {
        return new Database(managed.readers());
    }

    @Bean
    HealthIndicator databaseHealthIndicator(Database database, ManagedDatabase managed) {
        return () -> {
            try {
                database.run(jdbc -> jdbc.sql("SELECT 1").query(Integer.class).single());
                return Health.up().withDetail("server", managed.description()).build();
            } catch (NgsiLdException unavailable) {
                return Health.down().withDetail("reason", unavailable.getMessage()).build();
            }
        };
    }

    @Bean
    TypeSets typeSets(Database database) {
        return new TypeSets(database);
    }

    @Bean
    Replica replica(ManagedDatabase managed) throws SQLException {
        return new Replica(managed.direct());
    }

    @Bean
    ContextStore contextStore(Database database) {
        return new JdbcContextStore(database);
    }

    @Bean
    SubscriptionStore subscriptionStore(Database database) {
        return new JdbcSubscriptionStore(database);
    }

    @Bean
    Feeds feeds(ManagedDatabase managed, Replica replica) {
        return new JdbcFeeds(new Database(managed.deliveries()), replica.number());
    }

    @Bean
    Channel subscriptionChannel(SubscriptionListener listener) {
        return JdbcSubscriptionStore.channel(listener);
    }

    @Bean
    Channel feedChannel(FeedListener listener) {
        return JdbcFeeds.changes(listener);
    }

    @Bean
    Channel feedChangeChannel(FeedListener listener) {
        return JdbcFeeds.arrivals(listener);
    }

    @Bean
    News news(ManagedDatabase managed, List<Channel> channels) {
        return new News(managed.direct(), channels);
    }

    @Bean
    Outbox outbox(ManagedDatabase managed, Replica replica) {
        return new JdbcOutbox(new Database(managed.deliveries()), replica.number());
    }

    @Bean
    Backlog backlog(ManagedDatabase managed, Replica replica) {
        return new JdbcBacklog(new Database(managed.deliveries()), replica.number());
    }

    @Bean
    Undelivered undelivered(ManagedDatabase managed, Replica replica) {
        return new JdbcUndelivered(new Database(managed.deliveries()), replica.number());
    }

    @Bean
    HeldSubscriptions heldSubscriptions(Database database) {
        return new JdbcHeldSubscriptions(database);
    }

    @Bean
    Housekeeping housekeeping(
            Replica replica,
            HistoryPartitions partitions,
            Database database,
            DiscoverySettings discovery,
            ExpirySweep sweep,
            ExpirySettings expiry,
            KnownIndexes indexes,
            ManagedDatabase managed,
            JdbcTenants tenants,
            InstantSource clock) {
        return new Housekeeping(
                replica,
                partitions,
                new ContentFolding(database),
                discovery.fold(),
                sweep,
                expiry.interval(),
                indexes,
                new IndexBuilding(database, managed.direct()),
                tenants,
                clock);
    }

    @Bean
    ExpirySweep expirySweep(ManagedDatabase managed, MutationWriter writer, ExpirySettings expiry) {
        return new ExpirySweep(new Database(managed.queries()), writer, expiry.chunk());
    }

    @Bean
    Discovery discovery(ManagedDatabase managed, TypeSets typeSets, DiscoverySettings discovery) {
        return new JdbcDiscovery(
                new Database(managed.queries()), typeSets, discovery.combinations());
    }

    @Bean
    HistoryPartitions historyPartitions(Database database, HistorySettings history) {
        return new HistoryPartitions(database, history.retention());
    }

    @Bean
    JdbcTenants tenants(Database database) {
        return new JdbcTenants(database);
    }

    @Bean
    EntityMaps entityMaps(Database database, QueryProperties properties) {
        return new JdbcEntityMaps(
                database,
                new JdbcEntityMaps.Limit(properties.maps(), properties.mapsSize().toBytes()));
    }

    @Bean
    KnownIndexes knownIndexes(Database database) {
        var indexes = new KnownIndexes(database);
        indexes.refresh();
        return indexes;
    }

    @Bean
    AttributeIndexes attributeIndexes(Database database, QueryProperties properties) {
        return new JdbcAttributeIndexes(database, properties.indexes());
    }

    @Bean
    SourceIds sourceIds(Database database) {
        return () ->
                database.run(jdbc ->
                        jdbc.sql("SELECT id FROM source_identity").query(UUID.class).single());
    }

    @Bean
    EntityCache entityCache(ReaderProperties reader) {
        return new EntityCache(reader.cacheSize().toBytes());
    }

    @Bean
    EntityReads entityReads(
            ReaderProperties reader,
            ManagedDatabase managed,
            EntityCache cache,
            TypeSets typeSets) {
        return new EntityReads(
                reader.lanes(),
                reader.queue(),
                reader.batch(),
                managed.entities(),
                new EntityRows(cache, typeSets));
    }

    @Bean
    EntityStore entityStore(
            Database database,
            ManagedDatabase managed,
            EntityCache cache,
            EntityReads reads,
            TypeSets typeSets,
            KnownIndexes indexes,
            QueryProperties properties) {
        var planned = new Database(managed.queries());
        var lookUps = new LookUps(reads, new EntityRows(cache, typeSets), database);
        var collations = new Collations(database, properties.collations());
        var queries =
                new EntityQueries(database, planned, cache, lookUps, typeSets, collations, indexes);
        return new JdbcEntityStore(reads, lookUps, queries);
    }

    /** Of an agent that stands alone. */
    @Bean
    @ConditionalOnProperty("auriga.iot.broker.url")
    Spool spool(ManagedDatabase managed, SpoolSettings spool) {
        return new JdbcSpool(
                new Database(managed.spool()), managed.direct(), spool.rows(), spool.share());
    }

    @Bean
    MutationWriter mutationWriter(
            WriterProperties properties,
            ManagedDatabase managed,
            TypeSets typeSets,
            EntityCache cache,
            ChangeMatcher matcher,
            NotificationSink sink,
            MeterRegistry registry,
            Replica replica) {
        var settings =
                new WriterSettings(properties.lanes(), properties.batch(), properties.queue());
        return new BatchWriter(
                settings,
                managed.writers(),
                typeSets,
                cache,
                matcher,
                sink,
                registry,
                replica.number());
    }
}
