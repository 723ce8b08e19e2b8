-- What an agent that stands alone has yet to send to its broker. Rows live for moments, or for as long as the broker is away, so
-- dead ones are cleared away early.
CREATE TABLE spool (
    tenant     text        NOT NULL,
    seq        bigint      GENERATED ALWAYS AS IDENTITY,
    entity_id  text        NOT NULL,
    kind       text        NOT NULL,
    document   json        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, seq)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_insert_scale_factor = 0.5);

-- When what was sent last was observed, by Attribute instance: an older reading that comes later must not take its place.
CREATE TABLE spool_newest (
    tenant    text NOT NULL,
    entity_id text NOT NULL,
    newest    json NOT NULL,
    PRIMARY KEY (tenant, entity_id)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
