-- Devices that want to be told when Attributes of their Entity change.
CREATE TABLE configuration_subscription (
    tenant        text   NOT NULL,
    path          text   NOT NULL,
    apikey        text   NOT NULL,
    id            text   NOT NULL,
    entity        text   NOT NULL,
    -- as the device calls them, and expanded
    fields        text[] NOT NULL,
    names         text[] NOT NULL,
    -- grows with each change
    version       bigint NOT NULL DEFAULT 0,
    -- since when there is something to tell; null if there is nothing
    changed_at    timestamptz,
    next_try      timestamptz,
    -- as long as a process tells it, or has died while it did
    claimed_until timestamptz,
    PRIMARY KEY (tenant, path, apikey, id),
    -- a device that is adopted gets another apikey
    FOREIGN KEY (tenant, path, apikey, id) REFERENCES device ON DELETE CASCADE ON UPDATE CASCADE
);

-- The id of an Entity may be longer than an ordered index takes.
CREATE INDEX configuration_subscription_by_entity ON configuration_subscription USING hash (entity);
CREATE INDEX configuration_subscription_due ON configuration_subscription (next_try) WHERE next_try IS NOT NULL;
