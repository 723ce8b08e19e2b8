-- What an operator provisioned. The members of the provisioning API are the document; the agent knows what they mean.
CREATE TABLE device_group (
    tenant     text        NOT NULL,
    path       text        NOT NULL,
    resource   text        NOT NULL,
    apikey     text        NOT NULL,
    seq        bigint      GENERATED ALWAYS AS IDENTITY,
    document   jsonb       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, path, resource, apikey)
);

-- A measure carries only its apikey, so a group must be found without a tenant.
CREATE UNIQUE INDEX device_group_by_apikey ON device_group (apikey, resource);

CREATE TABLE device (
    tenant     text        NOT NULL,
    path       text        NOT NULL,
    apikey     text        NOT NULL,
    id         text        NOT NULL,
    seq        bigint      GENERATED ALWAYS AS IDENTITY,
    document   jsonb       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, path, apikey, id)
);

CREATE INDEX device_by_creation ON device (tenant, path, seq);
CREATE INDEX device_by_id ON device (id, apikey);

-- Readings that could not be used; equal ones are counted in one row.
CREATE TABLE dead_letter (
    tenant       text        NOT NULL,
    id           bigint      GENERATED ALWAYS AS IDENTITY,
    reason       text        NOT NULL,
    source       text        NOT NULL,
    payload_hash bytea       NOT NULL,
    detail       text        NOT NULL,
    payload      bytea       NOT NULL,
    letters      bigint      NOT NULL,
    first_seen   timestamptz NOT NULL,
    last_seen    timestamptz NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, reason, source, payload_hash)
);

CREATE INDEX dead_letter_by_age ON dead_letter (last_seen);
