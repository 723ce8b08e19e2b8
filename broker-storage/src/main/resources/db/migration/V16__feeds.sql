-- Feeds of changes that connections to a process hold open, so that every process can match them. They end with their connections,
-- so nothing of them needs to outlive a crash of the database.
CREATE UNLOGGED TABLE feed (
    id       text   NOT NULL PRIMARY KEY,
    tenant   text   NOT NULL,
    owner    bigint NOT NULL,
    document jsonb  NOT NULL
);

CREATE INDEX feed_by_tenant ON feed (tenant);

-- Every process hears of a feed that is closed, whoever closes it.
CREATE FUNCTION tell_of_closed_feed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('auriga_feed', OLD.tenant || ' ' || OLD.id);
    RETURN OLD;
END $$;

CREATE TRIGGER feed_closed AFTER DELETE ON feed FOR EACH ROW EXECUTE FUNCTION tell_of_closed_feed();

-- Changes on their way from the process that committed them to the one that holds the connection.
CREATE UNLOGGED TABLE feed_change (
    id        text   NOT NULL REFERENCES feed ON DELETE CASCADE,
    outbox_id bigint NOT NULL,
    -- null for changes that were dropped, since there were too many
    change    jsonb,
    lost      int    NOT NULL DEFAULT 0,
    PRIMARY KEY (id, outbox_id)
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
