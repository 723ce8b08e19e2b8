-- Changes that wait for one subscription whose receiver is behind: they leave the outbox, where their subscriptions share a row.
-- A process takes them from here, as many as it keeps in memory, in the order of the outbox.
CREATE TABLE backlog (
    tenant          text        NOT NULL,
    subscription_id text        NOT NULL,
    outbox_id       bigint      NOT NULL,
    owner           bigint      NOT NULL,
    change          jsonb       NOT NULL,
    since           timestamptz NOT NULL,
    -- an operator wants it to be sent, whatever spares the subscription
    replayed        boolean     NOT NULL DEFAULT false,
    PRIMARY KEY (tenant, subscription_id, outbox_id)
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);

CREATE INDEX backlog_by_owner ON backlog (owner, tenant, subscription_id);

-- With its number in the outbox a notification that is sent again has the same id.
ALTER TABLE undelivered ADD COLUMN outbox_id bigint;
UPDATE undelivered SET outbox_id = -id;
ALTER TABLE undelivered ALTER COLUMN outbox_id SET NOT NULL;
ALTER TABLE undelivered ADD COLUMN request jsonb;

-- Subscriptions whose deliveries an operator has stopped for a while: what they shall be told waits.
CREATE TABLE held_subscription (
    tenant text NOT NULL,
    id     text NOT NULL,
    PRIMARY KEY (tenant, id)
);

-- When a periodic subscription is due next; whoever moves it on notifies.
ALTER TABLE subscription ADD COLUMN next_firing timestamptz;
CREATE INDEX subscription_by_next_firing ON subscription (next_firing) WHERE next_firing IS NOT NULL;
