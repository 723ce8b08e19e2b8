-- What devices are told to do, in the order in which it was asked for.
CREATE TABLE command (
    id            uuid        NOT NULL PRIMARY KEY,
    seq           bigint      GENERATED ALWAYS AS IDENTITY,
    tenant        text        NOT NULL,
    path          text        NOT NULL,
    apikey        text        NOT NULL,
    device_id     text        NOT NULL,
    entity_id     text        NOT NULL,
    name          text        NOT NULL,
    dataset_id    text,
    -- not jsonb: members of an object go to the device in their order
    value         json        NOT NULL,
    state         text        NOT NULL,
    -- the state that the Entity shows
    told          text        NOT NULL,
    info          json,
    created_at    timestamptz NOT NULL,
    changed_at    timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    -- when somebody looks at it again; null if the device fetches it
    next_try      timestamptz,
    -- as long as a process sends it, or has died while it did
    claimed_until timestamptz,
    sent_at       timestamptz,
    finished_at   timestamptz,
    attempts      integer     NOT NULL DEFAULT 0
);

CREATE INDEX command_by_device ON command (tenant, path, apikey, device_id, seq);
CREATE INDEX command_by_next_try ON command (next_try) WHERE sent_at IS NULL AND finished_at IS NULL;
CREATE INDEX command_by_expiry ON command (expires_at) WHERE finished_at IS NULL;
CREATE INDEX command_by_end ON command (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX command_untold ON command (changed_at) WHERE told <> state;

-- From an Entity to its devices. A name may be longer than an ordered index takes.
CREATE INDEX device_by_entity_name ON device USING hash ((document ->> 'entity_name'));
CREATE INDEX device_with_commands ON device (tenant) WHERE document -> 'commands' IS NOT NULL;
