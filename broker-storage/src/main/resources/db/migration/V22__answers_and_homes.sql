-- Which commands an answer may be about: those that were on their way when it arrived, and none if the same message has ended one
-- before.
ALTER TABLE command
    -- since when it is on its way; not when it was sent, which is noted after the device may have answered
    ADD COLUMN claimed_at  timestamptz,
    -- the message that ended it, the same whenever that is worked on again
    ADD COLUMN answered_by uuid;
UPDATE command SET claimed_at = created_at WHERE sent_at IS NOT NULL OR claimed_until IS NOT NULL;

-- Where the readings of a device last went, if only they tell: several groups have its apikey, or an expression names its Entity.
CREATE TABLE device_home (
    tenant   text NOT NULL,
    path     text NOT NULL,
    apikey   text NOT NULL,
    id       text NOT NULL,
    resource text NOT NULL,
    entity   text NOT NULL,
    PRIMARY KEY (tenant, path, apikey, id),
    -- a device that is adopted gets another apikey
    FOREIGN KEY (tenant, path, apikey, id) REFERENCES device ON DELETE CASCADE ON UPDATE CASCADE
);

-- From an Entity to its devices. A name may be longer than an ordered index takes.
CREATE INDEX device_home_by_entity ON device_home USING hash (entity);
