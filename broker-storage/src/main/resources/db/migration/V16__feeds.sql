-- Feeds of changes that connections to a process hold open, so that every process can match them. They end with their connections,
-- so nothing of them needs to outlive a crash of the database.
CREATE UNLOGGED TABLE feed (
    id       text   NOT NULL PRIMARY KEY,
    tenant   text   NOT NULL,
    owner    bigint NOT NULL,
    document jsonb  NOT NULL
);

-- Changes on their way from the process that committed them to the one that holds the connection.
CREATE UNLOGGED TABLE feed_change (
    id        text   NOT NULL REFERENCES feed ON DELETE CASCADE,
    outbox_id bigint NOT NULL,
    change    jsonb  NOT NULL,
    PRIMARY KEY (id, outbox_id)
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
