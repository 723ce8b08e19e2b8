-- What makes the address to which another broker sends its notifications one that strangers do not know. The same for all processes.
CREATE TABLE notify_secret (
    one    boolean NOT NULL PRIMARY KEY DEFAULT true CHECK (one),
    secret text    NOT NULL
);
INSERT INTO notify_secret (secret)
VALUES (replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''));

-- Subscriptions of an agent that stands alone, at the broker that has its Entities. They outlive their tenant here: somebody has to
-- take them back.
CREATE TABLE broker_subscription (
    of_tenant text        NOT NULL,
    id        text        NOT NULL,
    type      text        NOT NULL,
    attribute text        NOT NULL,
    endpoint  text        NOT NULL,
    -- what was written before asks for nothing
    since     timestamptz NOT NULL,
    PRIMARY KEY (of_tenant, id)
);

-- The newest change of an Attribute instance that has become a command: a notification may come twice, and tells of instances that
-- have not changed, too. The empty dataset is that of the default instance.
CREATE TABLE heard_change (
    tenant      text        NOT NULL,
    entity_id   text        NOT NULL,
    attribute   text        NOT NULL,
    dataset_id  text        NOT NULL,
    modified_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, entity_id, attribute, dataset_id)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
