-- What was heard of devices. It changes with every second of their life, so it is kept apart from what was provisioned, and no
-- index stands in the way of updates in place.
CREATE TABLE device_activity (
    tenant       text        NOT NULL,
    path         text        NOT NULL,
    apikey       text        NOT NULL,
    id           text        NOT NULL,
    last_seen    timestamptz NOT NULL,
    last_measure timestamptz,
    measures     bigint      NOT NULL,
    faults       bigint      NOT NULL,
    PRIMARY KEY (tenant, path, apikey, id),
    -- a device that is adopted gets another apikey
    FOREIGN KEY (tenant, path, apikey, id) REFERENCES device ON DELETE CASCADE ON UPDATE CASCADE
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

-- How a reading came, beyond its source, so that it can be tried again. Those that are there already have only their source.
ALTER TABLE dead_letter ADD COLUMN origin text;
