CREATE TABLE subscription (
    tenant      text        NOT NULL,
    id          text        NOT NULL,
    document    jsonb       NOT NULL,
    created_at  timestamptz NOT NULL,
    modified_at timestamptz NOT NULL,
    -- What the broker knows of deliveries; a PATCH leaves it alone.
    times_sent        bigint NOT NULL DEFAULT 0,
    times_failed      bigint NOT NULL DEFAULT 0,
    last_notification timestamptz,
    last_success      timestamptz,
    last_failure      timestamptz,
    PRIMARY KEY (tenant, id)
) WITH (fillfactor = 60);

-- A change that must be notified, written in the transaction of the change. The row goes when all its subscriptions are served.
CREATE TABLE outbox (
    id            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant        text        NOT NULL,
    owner         bigint      NOT NULL,
    subscriptions text[]      NOT NULL,
    change        jsonb       NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now()
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);

CREATE INDEX outbox_by_owner ON outbox (owner, id);

-- What was given up: an operator may look at it and send it again.
CREATE TABLE undelivered (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant          text        NOT NULL,
    subscription_id text        NOT NULL,
    notification_id text        NOT NULL,
    change          jsonb       NOT NULL,
    attempts        int         NOT NULL,
    reason          text        NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX undelivered_by_subscription ON undelivered (tenant, subscription_id, id);

-- Each process takes a number; it is alive as long as it holds the advisory lock of that number.
CREATE SEQUENCE replica;

CREATE TABLE json_context (
    tenant     text        NOT NULL,
    id         text        NOT NULL,
    kind       text        NOT NULL,
    document   jsonb       NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, id)
);
